import { isDeepStrictEqual } from 'node:util';
import { connect, type Query, type SearchAnswer } from '../connection.ts';
import { countOf } from '../output/index.ts';
import type { Sample } from './samples.ts';

const K = 3;

/** A question that was asked, and whether its answer holds. */
export interface Answered {
  /** What was searched with. */
  readonly question: string;
  readonly neighbours: SearchAnswer['neighbours'];
  /** Whether a scan of the whole collection gives the same ids and distances, to the bit. */
  readonly confirmed: boolean;
  /** How it was searched, with the reason and the number of distances that were computed. */
  readonly effort: string;
}

/** Asks the server at `url` for the nearest to a stored series, by id, and to a stranger. */
export async function askAbout(url: string, sample: Sample): Promise<readonly Answered[]> {
  const { member, stranger } = sample;
  const client = await connect(url);
  const ask = async (question: string, query: Query): Promise<Answered> => {
    const answer = await client.nearest(query, { k: K, explain: true });
    const { neighbours } = await client.nearest(query, { k: K, strategy: 'scan' });
    return {
      question,
      neighbours: answer.neighbours,
      confirmed: neighbours.length === K && isDeepStrictEqual(answer.neighbours, neighbours),
      effort: effortIn(answer.explain),
    };
  };
  try {
    return [
      await ask(`nearest to ${member}`, { id: member }),
      await ask(`nearest to ${stranger.id}, which is not stored`, { series: stranger.series }),
    ];
  } finally {
    await client.close();
  }
}

/** What `explain` says, as far as the server tells. */
function effortIn(explain: SearchAnswer['explain']): string {
  const { strategy, reason, vantageDistances, distancesComputed } = { ...explain };
  const why = typeof reason === 'string' ? ` (${reason})` : '';
  const counts = [vantageDistances, distancesComputed];
  const total = counts.reduce<number>((sum, count) => sum + Number(count ?? 0), 0);
  return `by ${String(strategy)}${why}: ${countOf(total, 'distance')} computed`;
}
