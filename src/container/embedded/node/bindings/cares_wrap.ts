// internalBinding('cares_wrap'): names and addresses (src/cares_wrap.cc). Other machines are played by the page: each name has an address of its own
// (../outside-names.ts), and nothing else is known of it.
import { asBuffer, type Environment } from '../environment.ts';
import { codedError } from '../bytes.ts';
import type { Binding } from '../shapes.ts';
import { isOutsideName, outsideNamesOf } from '../outside-names.ts';
import { UV } from './stream_wrap.ts';
import type { ReqWrapInstance } from '../wraps.ts';

// libuv and c-ares results
const EAI_NONAME = -3008;
const ARES_ECONNREFUSED = 'ECONNREFUSED';
const AF_INET6 = 6;

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** The 16 bytes of an IPv6 address, given in its canonical form; undefined when it is none. */
function ipv6Bytes(canonical: string | undefined): Uint8Array | undefined {
  if (canonical === undefined || !canonical.includes(':')) return undefined;
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

export function caresWrap(env: Environment): Binding {
  const { AsyncWrap, ReqWrap } = env.wraps;
  class GetAddrInfoReqWrap extends ReqWrap {
    protected override get provider(): string {
      return 'GETADDRINFOREQWRAP';
    }
  }
  class GetNameInfoReqWrap extends ReqWrap {
    protected override get provider(): string {
      return 'GETNAMEINFOREQWRAP';
    }
  }
  class QueryReqWrap extends ReqWrap {
    protected override get provider(): string {
      return 'QUERYWRAP';
    }
  }

  /** There is no name server: every query is refused, as on a machine whose resolver is off. */
  class ChannelWrap extends AsyncWrap {
    #servers: [host: string, port: number][] = [['127.0.0.1', 53]];
    getServers(): [host: string, port: number][] {
      return this.#servers.map(([host, port]) => [host, port]);
    }
    setServers(servers: readonly (readonly [version: number, host: string, port: number])[]): number {
      this.#servers = servers.map(([, host, port]) => [host, port]);
      return 0;
    }
    /** @throws for what is no address */
    setLocalAddress(first: string, second?: string): void {
      for (const address of [first, ...(second === undefined ? [] : [second])]) {
        if (canonicalizeIP(address) === undefined) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid IP address.');
      }
    }
    cancel(): void {}
  }
  const refuse = (request: ReqWrapInstance): number => {
    request.complete(ARES_ECONNREFUSED);
    return 0;
  };
  for (const query of ['queryA', 'queryAny', 'queryAaaa', 'queryCaa', 'queryCname', 'queryMx', 'queryNaptr',
    'queryNs', 'queryPtr', 'querySrv', 'querySoa', 'queryTlsa', 'queryTxt']) {
    Object.defineProperty(ChannelWrap.prototype, query, { value: refuse, writable: true, configurable: true });
  }

  Object.defineProperty(ChannelWrap.prototype, 'getHostByAddr', {
    value: (request: ReqWrapInstance, address: string): number => (canonicalizeIP(address) === undefined ? UV.EINVAL : refuse(request)),
    writable: true,
    configurable: true,
  });

  function canonicalizeIP(address: string): string | undefined {
    if (IPV4.test(address)) return address;
    try {
      return new env.natives.URL(`http://[${address}]/`).hostname.slice(1, -1);
    } catch {
      return undefined;
    }
  }

  for (const [query, family] of [['queryA', 4], ['queryAaaa', 6]] as const) {
    Object.defineProperty(ChannelWrap.prototype, query, {
      value: (request: ReqWrapInstance, name: string): number => {
        if (!isOutsideName(name)) return refuse(request);
        request.complete(null, [outsideNamesOf(env).addressOf(name, family)], [3600]);
        return 0;
      },
      writable: true,
      configurable: true,
    });
  }

  return {
    GetAddrInfoReqWrap,
    GetNameInfoReqWrap,
    QueryReqWrap,
    ChannelWrap,
    getaddrinfo(request: ReqWrapInstance, hostname: string, family: number): number {
      const local = hostname === 'localhost' || hostname.endsWith('.localhost');
      if (IPV4.test(hostname) || hostname.includes(':')) request.complete(null, [hostname]);
      else if (local) request.complete(null, family === AF_INET6 ? ['::1'] : ['127.0.0.1']);
      else if (isOutsideName(hostname)) request.complete(null, [outsideNamesOf(env).addressOf(hostname, family === AF_INET6 ? 6 : 4)]);
      else request.complete(EAI_NONAME);
      return 0;
    },
    getnameinfo(request: ReqWrapInstance, _address: string, port: number): number {
      request.complete(null, 'localhost', port === 80 ? 'http' : port === 443 ? 'https' : String(port));
      return 0;
    },
    canonicalizeIP,
    convertIpv6StringToBuffer(address: string): Uint8Array | undefined {
      const bytes = ipv6Bytes(canonicalizeIP(address.split('%')[0] as string));
      return bytes && asBuffer(env, bytes);
    },
    strerror: (code: string | number) => `DNS query failed: ${code}`,
  };
}
