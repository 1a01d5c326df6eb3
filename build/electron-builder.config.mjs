// What goes into the packages, and where it is put.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './scripts/setup.mjs'
import { labPackages } from './scripts/tools.mjs'

const at = (...parts) => join(root, ...parts)

/** What electron-builder would say Electron needs, since a list of ours replaces its own; libappindicator is for a tray icon. */
const DEB_RUNTIME = [
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'xdg-utils',
  'libatspi2.0-0',
  'libuuid1',
  'libsecret-1-0',
]
const RPM_RUNTIME = [
  'gtk3',
  'libnotify',
  'nss',
  'libXScrnSaver',
  '(libXtst or libXtst6)',
  'xdg-utils',
  'at-spi2-core',
  '(libuuid or libuuid1)',
]
const RPM_LAB = ['iptables-nft', 'ipset', 'iproute', 'iputils', 'conntrack-tools', 'util-linux']

/** Files beside the program's own folder: a deb or rpm installs them, an archive and an AppImage cannot. */
const SYSTEM_FILES = {
  [at('build', 'linux', 'host-helper.sh')]: '/usr/lib/tapwall/host-helper',
  [at('build', 'linux', 'tapwall.policy')]: '/usr/share/polkit-1/actions/tapwall.policy',
  [at('build', 'linux', 'mime.xml')]: '/usr/share/mime/packages/tapwall.xml',
  [at('renderer', 'theme', 'icon.svg')]: '/usr/share/icons/hicolor/scalable/apps/tapwall.svg',
  [at('LICENSE')]: '/usr/share/doc/tapwall/copyright',
}
const scripts = () => ({
  afterInstall: 'build/linux/after-install.sh',
  afterRemove: 'build/linux/after-remove.sh',
  fpm: Object.entries(SYSTEM_FILES).map(([from, to]) => `${from}=${to}`),
})

/** A new one for each build: electron-builder writes into it. `electronDist`: the folder of Electron's runtime. */
export const packageConfig = ({ electronDist, out }) => ({
  electronDist,
  appId: 'tapwall',
  productName: 'Tapwall',
  directories: { output: out, buildResources: 'build' },
  // Main, preload script, page, lab and helper are bundled whole, so that nothing of node_modules is needed.
  files: ['dist/desktop/**', 'dist/page/**', 'dist/lab/**', 'dist/helper/**', '!dist/*/LICENSES.md', 'package.json'],
  // The terms of what is bundled, where a person can read them.
  extraFiles: [
    { from: 'LICENSE', to: 'licenses/tapwall.txt' },
    ...['desktop', 'lab', 'helper', 'page'].map((part) => ({ from: `dist/${part}/LICENSES.md`, to: `licenses/${part}.md` })),
    ...['inter', 'jetbrains-mono'].map((font) => ({
      from: `node_modules/@fontsource-variable/${font}/LICENSE`,
      to: `licenses/font-${font}.txt`,
    })),
  ],
  asar: true,
  // Lab and helper are started as files, by processes that do not know how to read an archive.
  asarUnpack: ['dist/lab/**', 'dist/helper/**'],
  npmRebuild: false,
  electronLanguages: ['en-US', 'zh-CN'],
  // Electron's own program for a start without one; only a downloaded runtime is cleaned of it by electron-builder.
  afterExtract: ({ appOutDir }) => {
    for (const file of ['resources/default_app.asar', 'version']) rmSync(join(appOutDir, file), { force: true })
  },
  extraMetadata: {
    main: 'dist/desktop/main.cjs',
    author: 'Tapwall',
    // So that a desktop knows whose window it is.
    desktopName: 'tapwall.desktop',
    // A package must name one; this domain is reserved for examples.
    homepage: 'https://example.org/tapwall',
  },
  electronFuses: {
    // Lab and host helper are run by this binary as Node.
    runAsNode: true,
    // Nothing is kept in cookies, and encrypting them would ask the desktop's keyring at each start.
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // For macOS and Windows only; here the archive is safe because it belongs to root.
    enableEmbeddedAsarIntegrityValidation: false,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // The page is a file, and a file may load modules and fonts beside it only with these.
    grantFileProtocolExtraPrivileges: true,
  },
  linux: {
    icon: 'build/icons',
    executableName: 'tapwall',
    syncDesktopName: true,
    // Of the main menu's groups; the last one refines the first.
    category: 'System;Network;Security',
    synopsis: 'Draw a firewall for virtual machines, see it work in the kernel',
    description: 'Draw a firewall for virtual machines, see it work in the kernel.',
    maintainer: 'Tapwall <tapwall@example.org>',
    vendor: 'Tapwall',
    mimeTypes: ['application/x-tapwall-project'],
    // A path; electron-builder's default would be a list of addresses.
    executableArgs: ['%f'],
    desktop: {
      entry: {
        GenericName: 'Lab Firewall',
        'GenericName[zh_CN]': '实验防火墙',
        'Comment[zh_CN]': '为虚拟机绘制防火墙，看它在内核中工作。',
        Keywords: 'firewall;iptables;ipset;netfilter;OpenStack;Neutron;security group;',
        'Keywords[zh_CN]': '防火墙;安全组;iptables;OpenStack;Neutron;',
        StartupNotify: 'true',
      },
    },
  },
  deb: { ...scripts(), depends: [...DEB_RUNTIME, ...labPackages], recommends: ['pkexec'], packageCategory: 'net' },
  rpm: { ...scripts(), depends: [...RPM_RUNTIME, ...RPM_LAB] },
  publish: null,
})
