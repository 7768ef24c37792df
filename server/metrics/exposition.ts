/** Names and values of labels, in the order to print them. */
export type Labels = Readonly<Record<string, string>>;

/** A number with its labels; a family of one has none. */
export interface Sample {
  readonly labels?: Labels | undefined;
  readonly value: number;
}

/**
 * Text in the format that Prometheus reads, version 0.0.4: families of samples, each with its
 * help and its type. Source: prometheus.io, "Exposition formats".
 */
export class Exposition {
  #text = '';

  /** Begins a family; its samples follow. */
  family(name: string, type: 'counter' | 'gauge' | 'histogram' | 'summary', help: string): void {
    this.#text += `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
    this.#text += `# TYPE ${name} ${type}\n`;
  }

  /** Adds a sample of the family that was begun last. */
  sample(name: string, { labels = {}, value }: Sample): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    this.#text += `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numeral(value)}\n`;
  }

  /** A whole family whose samples have its own name. */
  values(
    name: string,
    type: 'counter' | 'gauge',
    help: string,
    samples: readonly Sample[] | number,
  ): void {
    this.family(name, type, help);
    const all = typeof samples === 'number' ? [{ value: samples }] : samples;
    for (const sample of all) this.sample(name, sample);
  }

  toString(): string {
    return this.#text;
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numeral(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
