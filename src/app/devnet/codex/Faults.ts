/** How a Codex node misbehaves: what real ones were seen to do, or what a hostile one may do. */

/** A status with plain text; no answer at all; the connection breaks. */
export type Refusal = { readonly status: number; readonly text?: string } | "hang" | "cut"

export type DownloadFault =
  | Refusal
  /** One bit of the content is another. */
  | "other"
  | "fewer"
  | "more"
  | "endless"
  | "nothing"
  /** One byte now and one then: never quiet, never whole. */
  | "drip"
  /** Half of the content, then silence. */
  | "stall"
  /** Half of the content, then the connection breaks. */
  | "break"

export type UploadFault =
  | Refusal
  /** Takes the first bytes and no more. */
  | "stall"
  /** Stores, and names another CID. */
  | "other-cid"

export type ManifestFault =
  | Refusal
  /** The manifest of other content. */
  | "other"
  | "garbage"
  | "drip"
  /** More text than any manifest has. */
  | "endless"

export interface Faults {
  readonly download?: DownloadFault
  readonly upload?: UploadFault
  readonly manifest?: ManifestFault
  /** Of everything else. */
  readonly rest?: Refusal
  /** `exists` answers in the shape of the specification, not in that of the code. */
  readonly documented?: boolean
}

export const none: Faults = {}
