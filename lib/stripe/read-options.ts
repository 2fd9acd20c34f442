/** `interactive`: a person waits for it; `bulk`: a job does. Each has its own share of the rate. */
export type ReadPriority = 'interactive' | 'bulk';

/** `signal` stops before the next request; what was read until then stays read. */
export type ReadOptions = { priority?: ReadPriority; signal?: AbortSignal };
