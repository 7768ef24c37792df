/** Greatest sizes that every engine accepts; one more is refused. Keys have at least one byte. */
export const LIMITS: {
  readonly keyBytesMax: number;
  readonly valueBytesMax: number;
  readonly treeNameBytesMax: number;
  readonly treesMax: number;
} = {
  keyBytesMax: 1024,
  valueBytesMax: 16 * 1024 * 1024,
  treeNameBytesMax: 64,
  treesMax: 256,
};
