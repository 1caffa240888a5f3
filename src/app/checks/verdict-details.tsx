// A verdict opened: why, what was expected, request and response, what the program printed meanwhile, hints.
import { useState, type ReactNode } from 'react';
import { Check, ChevronRight, Copy, Minus, Send, X } from 'lucide-react';
import type { AssertRecord, CheckInfo, ExchangeRecord, MessageRecord, Verdict } from '../../checks/verdict.ts';
import { useApp } from '../app-context.ts';
import { ProgramText } from '../console/program-text.tsx';
import { ThrownErrors } from '../console/thrown-errors.ts';
import { ThrownNote } from '../console/thrown-note.tsx';
import { Button } from '../controls/button.tsx';
import { copyText } from '../controls/clipboard.ts';
import { Hints } from '../lesson/hints.tsx';
import type { InLanguage } from '../lesson/lesson-words.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { draftOf } from '../requests/draft.ts';
import { strings } from '../strings.ts';
import { asCurl } from './curl.ts';
import styles from './verdict-details.module.css';

export interface VerdictDetailsProps {
  readonly check: CheckInfo;
  /** null before the check has been run */
  readonly verdict: Verdict | null;
  readonly hints: InLanguage<readonly string[]>;
}

export function VerdictDetails({ check, verdict, hints }: VerdictDetailsProps): ReactNode {
  const last = verdict?.exchanges.at(-1);
  const curl = last ? asCurl(last) : null;
  return (
    <div className={styles.details}>
      {verdict?.reason ? <p className={styles.reason} lang={CONTENT_LANGUAGE}><Lines text={verdict.reason} /></p> : null}
      {verdict && verdict.asserts.length > 0 ? (
        <ul className={styles.asserts} aria-label={strings.asserts}>
          {verdict.asserts.map((assert, index) => (
            <Assert key={index} assert={assert} />
          ))}
        </ul>
      ) : null}
      {verdict ? <Threw log={verdict.log} /> : null}
      {verdict?.exchanges.map((exchange, index) => (
        <Exchange key={index} exchange={exchange} title={verdict.exchanges.length > 1 ? strings.exchange(index + 1, verdict.exchanges.length) : null} isOpen={verdict.state !== 'pass'} />
      ))}
      {verdict && verdict.log.length > 0 ? (
        <div className={styles.section}>
          <h3>{verdict.exchanges.length > 0 ? strings.printedMeanwhile : strings.programPrinted}</h3>
          <pre className={styles.log} tabIndex={0} translate="no">
            {verdict.log.map((entry, index) => (
              <span key={index} data-stream={entry.stream}>
                <ProgramText text={entry.text} />
              </span>
            ))}
          </pre>
        </div>
      ) : null}
      {verdict?.state === 'pass' ? null : <Hints title={null} hints={hints} />}
      <div className={styles.foot}>
        {curl === null ? null : <CopyCurl command={curl} />}
        {last ? <OpenInRequests exchange={last} /> : null}
        <span className={styles.source} translate="no" title={strings.checkSource(check.file, check.line)}>{strings.checkSource(check.file.slice(check.file.lastIndexOf('/') + 1), check.line)}</span>
      </div>
    </div>
  );
}

/** Puts the request that was sent into the Requests panel. */
function OpenInRequests({ exchange }: { readonly exchange: ExchangeRecord }): ReactNode {
  const { requests, ui } = useApp();
  return (
    <Button
      size="small"
      variant="quiet"
      icon={<Send />}
      onPress={() => {
        const { port, pathname, search } = new URL(exchange.url);
        const { body } = exchange.request;
        const bytes = body === null ? null : 'text' in body ? new TextEncoder().encode(body.text) : Uint8Array.from(atob(body.base64), (c) => c.charCodeAt(0));
        requests.load(draftOf({ method: exchange.method, target: pathname + search, headers: exchange.request.headers, body: bytes }, port === '' ? 80 : Number(port)));
        ui.show('requests');
      }}
    >
      {strings.networkPanel.openInRequests}
    </Button>
  );
}

/** The line of the learner's that threw while the check ran. */
function Threw({ log }: { readonly log: Verdict['log'] }): ReactNode {
  const app = useApp();
  const workdir = app.session.booted?.workdir;
  if (workdir === undefined) return null;
  const reader = new ThrownErrors(workdir, (path) => app.workspace.state.getState().files[path]);
  const thrown = reader.read(`${log.map(({ text }) => text).join('')}\n`);
  const [first] = thrown;
  if (!first) return null;
  return <ThrownNote error={first} />;
}

function CopyCurl({ command }: { readonly command: string }): ReactNode {
  const { ui } = useApp();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size="small"
      variant="quiet"
      icon={copied ? <Check /> : <Copy />}
      onPress={() =>
        void copyText(command).then((done) => {
          if (!done) return;
          setCopied(true);
          ui.announce(strings.copied);
          setTimeout(() => setCopied(false), 1500);
        })
      }
    >
      {copied ? strings.copied : strings.copyAsCurl}
    </Button>
  );
}

function Lines({ text }: { readonly text: string }): ReactNode {
  return text.split('\n').map((line, index) => (
    <span key={index} className={styles.reasonLine}>
      <ProgramText text={line} />
    </span>
  ));
}

function Assert({ assert }: { readonly assert: AssertRecord }): ReactNode {
  return (
    <li className={styles.assert} data-passed={assert.passed ? '' : undefined}>
      {assert.passed ? <Check aria-label={strings.verdictStates.pass} /> : <X aria-label={strings.verdictStates.fail} />}
      <div className={styles.assertBody}>
        <code translate="no">{assert.source}</code>
        {assert.passed ? null : (
          <>
            {assert.actual === undefined && assert.expected === undefined ? null : (
              <dl className={styles.compare}>
                <dt>{strings.expected}</dt>
                <dd data-role="expected" translate="no">{assert.expected ?? ''}</dd>
                <dt>{strings.actual}</dt>
                <dd data-role="actual" translate="no">{assert.actual ?? ''}</dd>
              </dl>
            )}
            {assert.message === undefined ? null : <p className={styles.message} lang={CONTENT_LANGUAGE}>{assert.message}</p>}
            {assert.differences && assert.differences.length > 0 ? (
              <table className={styles.differences} translate="no">
                <tbody>
                  {assert.differences.map((difference) => (
                    <tr key={difference.path}>
                      <th scope="row">{difference.path}</th>
                      <td data-role="expected">{difference.expected ?? <Minus aria-label="-" />}</td>
                      <td data-role="actual">{difference.actual ?? <Minus aria-label="-" />}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : null}
          </>
        )}
      </div>
    </li>
  );
}

function Exchange({ exchange, title, isOpen }: { readonly exchange: ExchangeRecord; readonly title: string | null; readonly isOpen: boolean }): ReactNode {
  const { response } = exchange;
  const target = targetOf(exchange.url);
  return (
    <>
      {title === null ? null : <h3 className={styles.exchangeTitle}>{title}</h3>}
      <Message title={strings.request} line={`${exchange.method} ${target}`} message={exchange.request} isOpen={isOpen} />
      {response ? (
        <Message title={strings.response} line={`${response.status} ${response.statusText}`} message={response} isOpen={isOpen} />
      ) : (
        <p className={styles.noResponse}>{strings.noResponse}</p>
      )}
    </>
  );
}

function Message({ title, line, message, isOpen }: { readonly title: string; readonly line: string; readonly message: MessageRecord; readonly isOpen: boolean }): ReactNode {
  return (
    <details className={styles.exchange} open={isOpen}>
      <summary>
        <ChevronRight aria-hidden="true" />
        <span className={styles.messageTitle}>{title}</span>
        <code translate="no">{line}</code>
      </summary>
      <div className={styles.wire}>
        <details className={styles.headers}>
          <summary>
            <ChevronRight aria-hidden="true" />
            {strings.headersCount(message.headers.length)}
          </summary>
          <dl translate="no">
            {message.headers.map(([name, value], index) => (
              <div key={index}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
        <Body message={message} />
      </div>
    </details>
  );
}

function Body({ message }: { readonly message: MessageRecord }): ReactNode {
  const { body, bodySize } = message;
  if (body === null || bodySize === 0) return <p className={styles.noBody}>{strings.noBody}</p>;
  if ('base64' in body) return <p className={styles.noBody}>{strings.binaryBody(bodySize)}</p>;
  return (
    <>
      <pre className={styles.body} tabIndex={0} translate="no">{pretty(body.text)}</pre>
      {body.truncated ? <p className={styles.noBody}>{strings.bodyTruncated(body.text.length, bodySize)}</p> : null}
    </>
  );
}

/** JSON is indented; anything else stays as it came. */
function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function targetOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}
