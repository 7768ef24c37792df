export { type LiveSecond, LiveWindow, type Look } from './live-window.ts';
export { ServerMetrics } from './server-metrics.ts';
