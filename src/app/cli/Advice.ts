/** What the operating system refused, as a person needs to hear it: what is the matter, and what to do. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder; check the path",
  EISDIR: "this is a folder, a file is expected",
  ENOTDIR: "a file stands where a folder is expected; choose another path",
  EEXIST: "a file stands where a folder is expected; choose another path",
  EACCES: "access is denied; check who owns it and its permissions",
  EPERM: "access is denied; check who owns it and its permissions",
  EROFS: "it is on a read-only file system; choose another place",
  ENOSPC: "the disk is full; make room and try again",
  EDQUOT: "the disk quota is used up; make room and try again",
  EFBIG: "a file would become larger than is allowed here; raise the limit and try again",
  EMFILE: "too many files are open; close other programs and try again",
  ELOOP: "it is a symbolic link that leads nowhere"
}

export const of = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : ""
  return ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause))
}
