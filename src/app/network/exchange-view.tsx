// One exchange, opened: the response and the request with their bodies, headers and cookies, and where the time went. Used by the Network panel
// and, for what it sends, by the Requests panel.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { Download } from 'lucide-react';
import { parseSetCookie } from '../../checks/hurl/cookies.ts';
import { bodyBytes, keptBytes, type Exchange, type RecordedBody, type RecordedHeaders } from '../../container/exchange.ts';
import { Button } from '../controls/button.tsx';
import { downloadBytes } from '../controls/download.ts';
import { strings } from '../strings.ts';
import { cookiePairs, decoded, headerOf, hexOf, viewOf, type BodyView } from './body-view.ts';
import { JsonTree } from './json-tree.tsx';
import smallTabs from '../controls/small-tabs.module.css';
import styles from './exchange-view.module.css';

/** Characters that are put on the screen as one text; more would make the page slow. */
const SHOWN = 200_000;

const text = strings.exchangeView;

/** @param revision goes up while the exchange changes */
export function ExchangeView({ exchange, revision }: { readonly exchange: Exchange; readonly revision: number }): ReactNode {
  const { request, response } = exchange;
  const setCookies = response?.headers.filter(([name]) => name.toLowerCase() === 'set-cookie') ?? [];
  const sentCookies = cookiePairs(headerOf(request.headers, 'cookie') ?? '');
  const cookieCount = setCookies.length + sentCookies.length;
  const isOver = exchange.state === 'done' || exchange.state === 'failed';
  return (
    <Tabs className={styles.view ?? ''}>
      <TabList aria-label={text.parts} className={smallTabs.tabs ?? ''}>
        <Tab id="response" className={smallTabs.tab ?? ''}>{strings.response}</Tab>
        <Tab id="headers" className={smallTabs.tab ?? ''}>{text.headers}{response ? <span className={smallTabs.count}>{response.headers.length}</span> : null}</Tab>
        <Tab id="cookies" className={smallTabs.tab ?? ''}>{text.cookies}{cookieCount > 0 ? <span className={smallTabs.count}>{cookieCount}</span> : null}</Tab>
        <Tab id="request" className={smallTabs.tab ?? ''}>{strings.request}</Tab>
        <Tab id="timing" className={smallTabs.tab ?? ''}>{text.timing}</Tab>
      </TabList>
      <TabPanel id="response" className={styles.panel ?? ''}>
        {exchange.error ? <p className={styles.failure} role="alert">{text.failed(exchange.error.code, exchange.error.message)}</p> : null}
        {response ? (
          <Body body={response.body} headers={response.headers} revision={revision} isComplete={exchange.state === 'done'} name={fileName(request.target)} />
        ) : isOver ? (
          <p className={styles.note}>{strings.noResponse}</p>
        ) : (
          <p className={styles.note}>{text.waitingForResponse}</p>
        )}
      </TabPanel>
      <TabPanel id="headers" className={styles.panel ?? ''}>
        {response ? (
          <>
            <h2 className={styles.heading}>{`HTTP/${response.httpVersion} ${response.status} ${response.statusText}`}</h2>
            <Headers headers={response.headers} />
          </>
        ) : (
          <p className={styles.note}>{strings.noResponse}</p>
        )}
      </TabPanel>
      <TabPanel id="cookies" className={styles.panel ?? ''}>
        {cookieCount === 0 ? <p className={styles.note}>{text.noCookies}</p> : null}
        {setCookies.length > 0 ? (
          <>
            <h2 className={styles.heading}>{text.cookiesSet}</h2>
            <dl className={styles.pairs}>
              {setCookies.map(([, value], index) => {
                const cookie = parseSetCookie(value);
                return (
                  <div key={index}>
                    <dt>{cookie?.name ?? value}</dt>
                    <dd>
                      {cookie?.value}
                      <span className={styles.attributes}>{cookie?.attributes.map(({ name, value: inner }) => (inner === undefined ? name : `${name}=${inner}`)).join('; ')}</span>
                    </dd>
                  </div>
                );
              })}
            </dl>
          </>
        ) : null}
        {sentCookies.length > 0 ? (
          <>
            <h2 className={styles.heading}>{text.cookiesSent}</h2>
            <Headers headers={sentCookies} />
          </>
        ) : null}
      </TabPanel>
      <TabPanel id="request" className={styles.panel ?? ''}>
        <h2 className={styles.heading}>{`${request.method} ${request.target} HTTP/1.1`}</h2>
        <Headers headers={request.headers} />
        <Body body={request.body} headers={request.headers} revision={revision} isComplete={isOver} name="request" />
      </TabPanel>
      <TabPanel id="timing" className={styles.panel ?? ''}>
        <Timing exchange={exchange} />
      </TabPanel>
    </Tabs>
  );
}

/** A name for a downloaded body: the last part of the path. */
function fileName(target: string): string {
  const last = target.split('?', 1)[0]?.split('/').at(-1) ?? '';
  return /^[\w.-]+$/.test(last) ? last : 'response';
}

function Headers({ headers }: { readonly headers: RecordedHeaders }): ReactNode {
  if (headers.length === 0) return <p className={styles.note}>{text.noHeaders}</p>;
  return (
    <dl className={styles.pairs}>
      {headers.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Mode = 'formatted' | 'raw' | 'hex' | 'rendered';

interface BodyProps {
  readonly body: RecordedBody;
  readonly headers: RecordedHeaders;
  readonly revision: number;
  readonly isComplete: boolean;
  readonly name: string;
}

function Body({ body, headers, revision, isComplete, name }: BodyProps): ReactNode {
  const kept = keptBytes(body);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the body is one growing object: the revision says that it has grown
  const wire = useMemo(() => bodyBytes(body), [body, revision]);
  const encoding = headerOf(headers, 'content-encoding');
  const [plain, setPlain] = useState<Uint8Array | null>(null);
  useEffect(() => {
    let stale = false;
    void decoded(wire, encoding).then((bytes) => {
      if (!stale) setPlain(bytes ?? wire);
    });
    return () => {
      stale = true;
    };
  }, [wire, encoding]);
  const isWhole = isComplete && kept === body.size;
  const type = headerOf(headers, 'content-type');
  const shown = encoding === null ? wire : (plain ?? wire);
  const view = useMemo(() => viewOf(shown, type, isWhole), [shown, type, isWhole]);
  const [chosen, setChosen] = useState<Mode | null>(null);
  const modes = modesOf(view);
  const mode = chosen !== null && modes.includes(chosen) ? chosen : modes[0];

  if (body.dropped) return <p className={styles.note}>{text.bodyDropped(body.size)}</p>;
  if (view.kind === 'empty') return <p className={styles.note}>{isComplete ? strings.noBody : text.noBodyYet}</p>;
  return (
    <div className={styles.body}>
      <div className={styles.bodyBar}>
        {modes.length > 1 ? (
          <ToggleButtonGroup aria-label={text.showAs} className={styles.modes ?? ''} disallowEmptySelection selectedKeys={mode === undefined ? [] : [mode]} onSelectionChange={([key]) => setChosen((key as Mode | undefined) ?? null)}>
            {modes.map((candidate) => (
              <ToggleButton key={candidate} id={candidate} className={styles.mode ?? ''}>{text.modes[candidate]}</ToggleButton>
            ))}
          </ToggleButtonGroup>
        ) : null}
        <span className={styles.size}>{text.bytes(body.size)}{encoding === null ? '' : ` ${encoding}`}</span>
        {isComplete ? (
          <Button size="small" variant="quiet" icon={<Download />} onPress={() => downloadBytes(shown, name, type ?? 'application/octet-stream')}>
            {text.download}
          </Button>
        ) : null}
      </div>
      {body.size > kept ? <p className={styles.note}>{strings.bodyTruncated(kept, body.size)}</p> : null}
      <BodyContent view={view} mode={mode ?? 'raw'} bytes={shown} />
    </div>
  );
}

function modesOf(view: BodyView): readonly Mode[] {
  switch (view.kind) {
    case 'json':
    case 'events':
      return ['formatted', 'raw'];
    case 'html':
      return ['raw', 'rendered'];
    case 'image':
      return ['rendered', 'hex'];
    case 'binary':
      return ['hex'];
    case 'text':
    case 'empty':
      return ['raw'];
  }
}

function BodyContent({ view, mode, bytes }: { readonly view: BodyView; readonly mode: Mode; readonly bytes: Uint8Array }): ReactNode {
  if (mode === 'hex') return <Text label={text.modes.hex} text={hexOf(bytes)} />;
  if (view.kind === 'image') return <Picture bytes={bytes} type={view.type} />;
  if (view.kind === 'json' && mode === 'formatted') return <JsonTree value={view.value} label={text.bodyLabel} />;
  if (view.kind === 'events' && mode === 'formatted') {
    return view.events.length === 0 ? (
      <p className={styles.note}>{text.noEvents}</p>
    ) : (
      <ol className={styles.events} aria-label={text.events}>
        {view.events.map((event, index) => (
          <li key={index}>
            <span className={styles.eventName}>{event.event ?? 'message'}</span>
            {event.id === undefined ? null : <span className={styles.eventId}>{event.id}</span>}
            <pre>{event.data}</pre>
          </li>
        ))}
      </ol>
    );
  }
  if (view.kind === 'html' && mode === 'rendered') {
    // No scripts, no origin, no way out: the page is a picture of itself.
    return <iframe className={styles.rendered} title={text.modes.rendered} sandbox="" srcDoc={pictureOf(view.text)} />;
  }
  return 'text' in view ? <Text label={text.bodyLabel} text={view.text} /> : null;
}

/** HTML without what would act: the sandbox would stop it too, but not without complaints in the browser's console. */
function pictureOf(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll('script, iframe, object, embed, base, meta[http-equiv], link')) element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (/^on/i.test(name)) element.removeAttribute(name);
  }
  const policy = page.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  page.head.prepend(policy);
  return page.documentElement.outerHTML;
}

function Text({ text: shown, label }: { readonly text: string; readonly label: string }): ReactNode {
  return (
    <>
      <pre className={styles.text} tabIndex={0} role="group" aria-label={label}>{shown.length > SHOWN ? shown.slice(0, SHOWN) : shown}</pre>
      {shown.length > SHOWN ? <p className={styles.note}>{text.textCut(SHOWN, shown.length)}</p> : null}
    </>
  );
}

function Picture({ bytes, type }: { readonly bytes: Uint8Array; readonly type: string }): ReactNode {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  return <img ref={image} className={styles.picture} alt={text.imageOf(type)} />;
}

function Timing({ exchange }: { readonly exchange: Exchange }): ReactNode {
  const { waited, duration } = exchange;
  const total = duration ?? waited ?? 0;
  const receiving = waited === null || duration === null ? null : duration - waited;
  const share = (milliseconds: number | null): string => `${total === 0 || milliseconds === null ? 0 : Math.max(1, (milliseconds / total) * 100)}%`;
  return (
    <dl className={styles.timing}>
      <dt>{text.startedAt}</dt>
      <dd>{new Date(exchange.startedAt).toLocaleTimeString(undefined, { hour12: false, fractionalSecondDigits: 3 })}</dd>
      <dt>{text.waiting}</dt>
      <dd>
        {waited === null ? text.notYet : strings.milliseconds(waited)}
        <span className={styles.bar} aria-hidden="true"><span data-part="waiting" style={{ width: share(waited) }} /></span>
      </dd>
      <dt>{text.receiving}</dt>
      <dd>
        {receiving === null ? text.notYet : strings.milliseconds(receiving)}
        <span className={styles.bar} aria-hidden="true"><span data-part="receiving" style={{ marginLeft: share(waited), width: share(receiving) }} /></span>
      </dd>
      <dt>{text.total}</dt>
      <dd>{duration === null ? text.notYet : strings.milliseconds(duration)}</dd>
    </dl>
  );
}
