/** As much as is used of two packages that come without types. */

declare module 'fft.js' {
  class FFT {
    /** `size` is a power of two. */
    constructor(size: number);
    /** Transforms `size` reals to the first half of `size` complex numbers, interleaved. */
    realTransform(out: Float64Array, data: Float64Array): void;
    /** Fills the other half with the conjugates. */
    completeSpectrum(spectrum: Float64Array): void;
    /** Back again, from and to interleaved complex numbers. */
    inverseTransform(out: Float64Array, data: Float64Array): void;
  }
  export default FFT;
}

declare module 'vptree' {
  interface Tree<Element> {
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
