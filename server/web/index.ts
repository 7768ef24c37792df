export { type Asset, type AssetType, readAssets } from './assets.ts';
export { collectionFacts } from './collection-facts.ts';
export {
  DepthMeter,
  listTrees,
  outlineTree,
  readOutlineQuery,
  readTreeName,
} from './directory-trees.ts';
export { listReports, readReport } from './reports.ts';
export { readSandboxRequest, replay, SANDBOX_LIMITS } from './sandbox.ts';
export { readUploaded, UPLOAD_BYTES_MAX } from './uploaded-series.ts';
