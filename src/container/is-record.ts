/** Whether a value that came from elsewhere is an object with fields, and no array. */
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
