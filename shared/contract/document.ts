import { z } from 'zod'
import { TapwallError } from '../errors.ts'
import { Loss } from '../neutron/loss.ts'

/** The document: which file keeps the project, whether it does, and what else happened to that file. */

export const LONGEST_PATH = 4096
/** A dropped file is sent as text. Characters; a larger one is opened by its path. */
export const LONGEST_TEXT = 16 * 1024 * 1024
/** More conflicts than these are only counted. */
export const MOST_CONFLICTS = 100
/** More losses of an import than these are only counted. */
export const MOST_LOSSES = 1000
/** Documents that are imported together. */
export const MOST_TEXTS = 50

const Path = z.string().min(1).max(LONGEST_PATH)
const count = z.int().min(0)

/** What comes with the program. Opened, each becomes a document of its own in the data folder. */
export const Example = z.enum(['article-without-group', 'article-seven-rules', 'article-vm-as-router', 'empty-lab'])
export type Example = z.infer<typeof Example>

/**
 * `saved`: since when it was written last; null while nothing had to be. `pending`: edits that are about to be written. `paused`: another program wrote the file, and what to do with that is not decided.
 * `failed`: the disk said no; tried again with the next edit and by `save`.
 */
export const Saved = z.discriminatedUnion('is', [
  z.object({ is: z.literal('saved'), at: z.number().nullable() }),
  z.object({ is: z.literal('pending') }),
  z.object({ is: z.literal('paused') }),
  z.object({ is: z.literal('failed'), error: TapwallError }),
])
export type Saved = z.infer<typeof Saved>

export const DiffersState = z.object({ name: z.boolean(), groups: count, rules: count, bindings: count, others: count })
export type DiffersState = z.infer<typeof DiffersState>

/** One value that was changed here and there differently, in words of the file; null where it is gone. */
export const ConflictState = z.object({
  path: z.array(z.string()),
  names: z.array(z.string()),
  mine: z.string().nullable(),
  theirs: z.string().nullable(),
})
export type ConflictState = z.infer<typeof ConflictState>

/** Whether two states of the project can become one: without a question, with conflicts to decide, or not at all. */
export const MergeState = z.object({
  conflicts: z.array(ConflictState).max(MOST_CONFLICTS),
  count,
  refused: TapwallError.nullable(),
})
export type MergeState = z.infer<typeof MergeState>

/** What another program did to the file. `version` names what was seen, so that a choice is not about something later. */
export const Outside = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('changed'),
    version: z.string(),
    /** The file as it was here, and as it is now. */
    differs: DiffersState,
    /** There are edits here that the file never had; without them there is nothing to merge. */
    edited: z.boolean(),
    merge: MergeState,
  }),
  z.object({ is: z.literal('unreadable'), version: z.string(), error: TapwallError }),
  z.object({ is: z.literal('deleted') }),
])
export type Outside = z.infer<typeof Outside>

/** Work of an earlier run that did not reach the file. */
export const Recovery = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('offered'),
    id: z.string(),
    /** When the last of its edits was made. */
    at: z.number(),
    edits: count,
    /** The project is not what these edits were made on: the file was written since, or something was edited here. */
    moved: z.boolean(),
    merge: MergeState,
  }),
  /** A record that is none of ours or was damaged; it was put aside. */
  z.object({ is: z.literal('refused'), id: z.string(), error: TapwallError }),
])
export type Recovery = z.infer<typeof Recovery>

export const DocumentState = z.object({
  path: z.string(),
  saved: Saved,
  outside: Outside.nullable(),
  recovery: Recovery.nullable(),
})
export type DocumentState = z.infer<typeof DocumentState>

export const RecentFile = z.object({
  path: z.string(),
  /** Name of the project when it was open last. */
  name: z.string(),
  at: z.number(),
  missing: z.boolean(),
})
export type RecentFile = z.infer<typeof RecentFile>

export const FolderEntry = z.object({
  name: z.string(),
  kind: z.enum(['folder', 'file']),
  size: z.number(),
  modified: z.number(),
})
export type FolderEntry = z.infer<typeof FolderEntry>

/** One folder of main's machine: its folders and *.json files, hidden ones left out. */
export const FolderState = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  home: z.string(),
  /** Where documents are kept that a person chose no place for; null until there is one. */
  documents: z.string().nullable(),
  entries: z.array(FolderEntry),
  /** Entries beyond the limit. */
  more: count,
})
export type FolderState = z.infer<typeof FolderState>

/** `leaveUnsaved`: open although the present document could not be written; its edits are then offered when it is opened again. */
const leaveUnsaved = z.boolean()
/** The version of the preview that a person agreed to; null before one was seen. */
const agreed = z.string().max(100).nullable().default(null)
export const OpenRequest = z.strictObject({
  what: z.union([z.strictObject({ path: Path }), z.strictObject({ example: Example })]),
  leaveUnsaved,
  agreed,
})
const NamedText = z.strictObject({ name: z.string().max(255), text: z.string().max(LONGEST_TEXT) })
/** Several are answers of the Networking API that become one project. */
export const OpenTextsRequest = z.strictObject({ texts: z.array(NamedText).min(1).max(MOST_TEXTS), leaveUnsaved, agreed })

export const ImportCounts = z.object({
  networks: count,
  subnets: count,
  routers: count,
  floatingIps: count,
  vms: count,
  ports: count,
  groups: count,
  rules: count,
  addressGroups: count,
})
export type ImportCounts = z.infer<typeof ImportCounts>

/**
 * What answers of the Networking API would become, and what is not taken over as it stands there. Nothing is opened before a person has
 * agreed to it by its `version`, which another text does not have.
 */
export const ImportPreview = z.object({
  is: z.literal('import'),
  version: z.string(),
  files: z.array(z.string()),
  counts: ImportCounts,
  losses: z.array(Loss).max(MOST_LOSSES),
  /** Losses beyond the limit. */
  more: count,
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** `changed` false: the file was open already. */
export const OpenAnswer = z.discriminatedUnion('is', [
  z.object({ is: z.literal('opened'), path: z.string(), changed: z.boolean() }),
  ImportPreview,
])
export type OpenAnswer = z.infer<typeof OpenAnswer>

export const SaveAnswer = z.object({ path: z.string(), written: z.boolean() })
export type SaveAnswer = z.infer<typeof SaveAnswer>
export const SaveAsRequest = z.strictObject({ path: Path, overwrite: z.boolean() })
export const ExportAnswer = z.object({ path: z.string() })
export type ExportAnswer = z.infer<typeof ExportAnswer>
/** Null begins where the document is. */
export const FolderRequest = z.strictObject({ path: Path.nullable() })
export const ForgetRequest = z.strictObject({ path: Path })

export const Side = z.enum(['mine', 'theirs'])
/** `prefer` decides the conflicts of a merge. */
export const OutsideChoice = z.strictObject({
  choice: z.enum(['theirs', 'mine', 'merge']),
  version: z.string().max(100),
  prefer: Side.nullable(),
})
export type OutsideChoice = z.infer<typeof OutsideChoice>
export const RestoreRequest = z.strictObject({ id: z.string().max(200), prefer: Side.nullable() })
export const DiscardRequest = z.strictObject({ id: z.string().max(200) })
