import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';

/*
 * A machine whose power can be cut: a kernel that runs as a process (user-mode-linux) with the
 * host's files as its root, read-only, and a disk of its own in a file. `kill -9` loses whatever it
 * had not given to that file, which is what a power cut does to the memory of a machine; a cache
 * inside a disk is not part of it.
 */

const MEMORY_MIB = 512;
/** What a guest takes of it, the host has in one mapping a page. */
const PAGES_A_MIB = 256;
const MAPPINGS = '/proc/sys/vm/max_map_count';
const IMAGE_BYTES = 512 * 2 ** 20;
/** Type of tmpfs in `statfs`; the guest's memory is a file, which belongs in memory. */
const TMPFS = 0x01021994;
const MEMORY_FOLDER = '/dev/shm';
/** Where the guest has its disk. */
export const GUEST_DISK = '/mnt';

/** Why no guest can run here, or undefined where one can. */
export function guestMissing(): string | undefined {
  if (process.platform !== 'linux') return `no user-mode-linux on ${process.platform}`;
  for (const [command, argument, packageName] of [
    ['linux.uml', '--version', 'user-mode-linux'],
    ['mkfs.ext4', '-V', 'e2fsprogs'],
  ] as const) {
    if (spawnSync(command, [argument]).error !== undefined) {
      return `no ${command} (Debian package ${packageName})`;
    }
  }
  const inMemory = existsSync(MEMORY_FOLDER) && statfsSync(MEMORY_FOLDER).type === TMPFS;
  return inMemory ? undefined : `no tmpfs at ${MEMORY_FOLDER}`;
}

/** Why no guest can run here that fills so much memory, or undefined where one can. */
export function largeGuestMissing(memoryMiB: number): string | undefined {
  const missing = guestMissing();
  if (missing !== undefined) return missing;
  const mappings = memoryMiB * PAGES_A_MIB;
  const allowed = Number(readFileSync(MAPPINGS, 'utf8'));
  if (allowed >= mappings) return undefined;
  return `${MAPPINGS} is ${allowed}, and ${mappings} is needed; set it with sysctl`;
}

/** A new, empty ext4 disk in the file `image`. */
export function makeDisk(image: string): void {
  writeFileSync(image, '');
  truncateSync(image, IMAGE_BYTES);
  const { status, stderr } = spawnSync('mkfs.ext4', ['-q', '-F', image], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mkfs.ext4 ${image}: ${stderr}`);
}

export interface GuestOptions {
  /** Of its own, for what it needs outside. */
  readonly folder: string;
  /** Path of its disk. */
  readonly image: string;
  readonly command: readonly string[];
  /** Default 512. */
  readonly memoryMiB?: number | undefined;
}

/**
 * Boots a guest that runs `command` with the disk at `GUEST_DISK`. Its standard output is the
 * console: after `mounted` come the lines of the command.
 */
export function bootGuest({ folder, image, command, memoryMiB = MEMORY_MIB }: GuestOptions): Child {
  mkdirSync(folder, { recursive: true });
  const init = join(folder, 'init');
  const script = [
    '#!/bin/sh',
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/',
    'mount -t proc proc /proc',
    `mount -t ext4 /dev/ubda ${GUEST_DISK} && echo mounted`,
    command.map(quoted).join(' '),
    'echo over',
    'sleep 1000',
  ];
  writeFileSync(init, `${script.join('\n')}\n`, { mode: 0o755 });
  const kernel = [
    `mem=${memoryMiB}M`,
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    `init=${init}`,
    `ubda=${image}`,
    'con0=null,fd:1',
    'con=null',
    'quiet',
    'panic=-1',
    `uml_dir=${folder}/`,
  ];
  const env = { TMPDIR: MEMORY_FOLDER };
  return startChild(['linux.uml', ...kernel], { env, leadsGroup: true, quiet: true });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
