// The settings of an HTTP/2 connection (RFC 9113, 6.5), and what a peer may not set.
import { FAILURE, LARGEST_WINDOW, SETTING } from './frames.ts';
import { DEFAULT_TABLE_SIZE } from './hpack.ts';

/** What one end allows the other. */
export interface Settings {
  headerTableSize: number;
  enablePush: number;
  maxConcurrentStreams: number;
  initialWindowSize: number;
  maxFrameSize: number;
  maxHeaderListSize: number;
  enableConnectProtocol: number;
}

/** What holds until a peer says otherwise. */
export const INITIAL_SETTINGS: Readonly<Settings> = {
  headerTableSize: DEFAULT_TABLE_SIZE, enablePush: 1, maxConcurrentStreams: 0xffff_ffff, initialWindowSize: 65_535, maxFrameSize: 16_384, maxHeaderListSize: 0xffff_ffff,
  enableConnectProtocol: 0,
};
/** by the number that stands for it in a frame */
export const SETTING_NAMES = new Map<number, keyof Settings>(Object.entries(SETTING).map(([name, id]) => [id, name as keyof Settings]));

/**
 * What is wrong with a setting that a peer has sent (RFC 9113, 6.5.2; RFC 8441, 3). @param toServer whether the peer is a client
 * @param before what held so far
 * @returns the failure that ends the connection; undefined: nothing is wrong
 */
export function flawOfSetting(id: number, value: number, toServer: boolean, before: Readonly<Settings>): readonly [failure: number, reason: string] | undefined {
  switch (id) {
    case SETTING.enablePush:
      if (value > 1) return [FAILURE.protocol, 'invalid SETTINGS_ENBLE_PUSH'];
      return value === 1 && !toServer ? [FAILURE.protocol, 'server attempted to enable push'] : undefined;
    case SETTING.initialWindowSize:
      return value > LARGEST_WINDOW ? [FAILURE.flowControl, 'too large SETTINGS_INITIAL_WINDOW_SIZE'] : undefined;
    case SETTING.maxFrameSize:
      return value < 16_384 || value > 16_777_215 ? [FAILURE.protocol, 'invalid SETTINGS_MAX_FRAME_SIZE'] : undefined;
    case SETTING.enableConnectProtocol:
      if (value > 1) return [FAILURE.protocol, 'invalid SETTINGS_ENABLE_CONNECT_PROTOCOL'];
      return !toServer && value === 0 && before.enableConnectProtocol === 1
        ? [FAILURE.protocol, 'server attempted to disable SETTINGS_ENABLE_CONNECT_PROTOCOL'] : undefined;
    default:
      return undefined;
  }
}
