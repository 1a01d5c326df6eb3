#!/bin/sh
# What the polkit policy names: changes this machine's firewall for a person who may. Installed as /usr/lib/tapwall/host-helper, owned by
# root. Everything is fixed here, so that whoever asks decides nothing but to ask: no argument and no variable of theirs gets through, and
# no program is sought along a path. It can be a script of the shell because its text is all that the shell reads: pkexec and sudo have
# emptied the environment before, a shell that is not interactive reads no start-up file, and env -i empties it again.
program=/opt/Tapwall/tapwall
helper=/opt/Tapwall/resources/app.asar.unpacked/dist/helper/host-helper.cjs
cd / || exit 1
for file in "$program" "$helper"; do
  if [ ! -f "$file" ]; then
    echo "Tapwall: $file is not there, so this machine's firewall cannot be changed. The lab does not need it." >&2
    exit 66
  fi
done
exec /usr/bin/env -i LC_ALL=C ELECTRON_RUN_AS_NODE=1 "$program" "$helper"
