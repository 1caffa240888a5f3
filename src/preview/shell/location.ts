// Stands for `location` in the script of a previewed document (tools/service-worker/build.ts puts it there): the document's own is `about:srcdoc`,
// against which libraries can't resolve a relative address.
export const location = {
  get href(): string {
    return document.baseURI;
  },
  get origin(): string {
    return new URL(document.baseURI).origin;
  },
};
