# Sends frames out of cards, and tells what comes to which card before the machine at their other ends has done with it.
#
#   wire.pl ends CARD,MAC,ROUTER-MAC,ROUTER-IPV4 ...     lines `CARD FRAME`; without a frame it only looks
#   wire.pl local                                        lines `PACKET`: sent from here by the IP stack, its header as it is
#
# Bytes are hexadecimal. Each line is answered by one: `CARD FRAME CARD FRAME ...`, `late` when nothing came back, and `sent` or the error
# of a packet of one's own. Behind each frame goes a question for the MAC address of who is asked (ARP, RFC 826; from nobody, so that no
# neighbour is learnt): packets wait in one queue of one processor, so its answer comes when all before it is done.
use strict;
use warnings;
use Socket;
use IO::Handle;

my ($PF_PACKET, $ALL, $OUTGOING, $INDEX, $PATIENCE) = (17, 3, 4, 0x8933, 20);
STDOUT->autoflush(1);

my $mode = shift @ARGV // '';
if ($mode eq 'local') {
    socket(my $four, AF_INET, SOCK_RAW, 255) or die "socket: $!";
    socket(my $six, AF_INET6, SOCK_RAW, 255) or die "socket: $!";
    setsockopt($four, SOL_SOCKET, SO_BROADCAST, 1) or die "setsockopt: $!";
    while (my $line = <STDIN>) {
        chomp $line;
        my $packet = pack 'H*', $line;
        my $is_four = ord($packet) >> 4 == 4;
        my $address = $is_four ? substr($packet, 16, 4) : substr($packet, 24, 16);
        my $to = $is_four ? pack_sockaddr_in(0, $address) : pack_sockaddr_in6(0, $address);
        print defined send($is_four ? $four : $six, $packet, 0, $to) ? "sent\n" : $! + 0 . "\n";
    }
    exit;
}

my (%card, $ready);
$ready = '';
for my $given (@ARGV) {
    my ($name, $mac, $router, $address) = split /,/, $given;
    socket(my $socket, $PF_PACKET, SOCK_RAW, unpack('S', pack('n', $ALL))) or die "socket: $!";
    my $request = pack 'a16 x24', $name;
    ioctl($socket, $INDEX, $request) or die "$name: $!";
    bind($socket, pack('S n i x12', $PF_PACKET, $ALL, unpack('x16 i', $request))) or die "$name: $!";
    my ($own, $other) = map { pack 'H*', tr/://dr } $mac, $router;
    my $question = $other . $own . pack('n n n C C n', 0x0806, 1, 0x0800, 6, 4, 1) . $own . pack('x4 x6') . inet_aton($address);
    $card{$name} = { socket => $socket, question => $question, from => inet_aton($address) };
    vec($ready, fileno $socket, 1) = 1;
}

# What came to a card, and whether the answer was among it.
sub taken {
    my ($name, $found) = @_;
    my ($socket, $from, $is_answered) = (@{ $card{$name} }{qw(socket from)}, 0);
    while (defined(my $sender = recv $socket, my $frame, 65536, MSG_DONTWAIT)) {
        next if unpack('x10 C', $sender) == $OUTGOING;
        my $type = unpack 'x12 n', $frame;
        if ($type == 0x0806) { $is_answered = 1 if unpack('x20 n', $frame) == 2 && substr($frame, 28, 4) eq $from }
        elsif ($type == 0x0800 || $type == 0x86dd) { push @$found, "$name " . unpack 'H*', $frame }
    }
    return $is_answered;
}

while (my $line = <STDIN>) {
    chomp $line;
    my ($name, $frame) = split ' ', $line;
    my ($socket, @found) = ($card{$name}{socket});
    if (defined $frame) { send($socket, pack('H*', $frame), 0) // die "$name: $!" }
    send($socket, $card{$name}{question}, 0) // die "$name: $!";
    my ($until, $is_answered) = (time + $PATIENCE, 0);
    while (!$is_answered && time < $until) {
        select(my $now = $ready, undef, undef, 1);
        for my $each (keys %card) { $is_answered |= taken($each, \@found) if vec $now, fileno $card{$each}{socket}, 1 }
    }
    taken($_, \@found) for keys %card;
    print $is_answered ? "@found\n" : "late\n";
}
