/** Which types and file names an upload may carry: what the node takes, by its own table and rules. */

const TYPES: ReadonlySet<string> = new Set([
  "application/gzip",
  "application/json",
  "application/octet-stream",
  "application/pdf",
  "application/xml",
  "application/zip",
  "audio/mpeg",
  "audio/ogg",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/svg+xml",
  "image/webp",
  "text/css",
  "text/csv",
  "text/html",
  "text/javascript",
  "text/markdown",
  "text/plain",
  "text/xml",
  "video/mp4",
  "video/webm"
])

const MAX_NAME = 259
const FORBIDDEN = /["*/:<>?\\|]/
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i

/** The type in the manifest; a text that is refused, `undefined` where none is given. */
export const mimetype = (
  header: string | undefined
): { readonly value: string | undefined } | { readonly refusal: string } => {
  if (header === undefined || header === "") return { value: undefined }
  return TYPES.has(header.toLowerCase())
    ? { value: header }
    : { refusal: `The MIME type '${header.slice(0, 100)}' is not valid.` }
}

const valid = (name: string): boolean =>
  name !== "" &&
  name.length <= MAX_NAME &&
  name === name.trim() &&
  !name.endsWith(".") &&
  !FORBIDDEN.test(name) &&
  Array.from(name).every((character) => character >= " ") &&
  !DEVICES.test(name)

/** Only the quoted form is read, and it must be the last parameter. */
export const filename = (
  header: string | undefined
): { readonly value: string | undefined } | { readonly refusal: string } => {
  const at = header?.indexOf('filename="') ?? -1
  if (header === undefined || at < 0) return { value: undefined }
  const name = header.slice(at + 'filename="'.length, -1)
  return valid(name) ? { value: name } : { refusal: "The filename is not valid." }
}
