/** As much as is used of a package that comes without types. */
declare module 'vptree' {
  interface Tree<Element> {
    /** Distances that the last search computed. */
    readonly comparisons: number;
    search(query: Element, count: number): readonly { readonly i: number; readonly d: number }[];
  }
  const factory: {
    build<Element>(
      elements: readonly Element[],
      distance: (a: Element, b: Element) => number,
      bucketSize: number,
    ): Tree<Element>;
  };
  export default factory;
}
