import type { Diagnosis } from '../../core/diagnosis.ts';
import { type Messages, told } from '../../messages/messages.ts';
import { BLANK, item, line, listed, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';

/** One page to paste into a report. */
export const diagnosisText = (diagnosis: Diagnosis, messages: Messages, style: PageStyle = PLAIN_PAGE): string => {
  const { diagnosis: texts, inspection: inputTexts } = messages;
  const { labels } = texts;
  const { online, input, folder, obstacles } = diagnosis;
  const verdict = obstacles.length === 0 ? texts.ready : texts.notReady;
  const variables = diagnosis.nodeVariables.map(texts.nodeVariable);
  const inTheWay = obstacles.flatMap((error) => {
    const { text, next } = told(messages, error);
    return [item(2, messages.talk.coded(text, error.code)), item(4, next)];
  });
  return pageText(
    [
      title(verdict, texts.title(verdict)),
      BLANK,
      line(labels.program, texts.program(diagnosis)),
      line(labels.system, texts.system(diagnosis)),
      line(labels.terminal, texts.terminal(diagnosis)),
      line(labels.clock, texts.clock(diagnosis)),
      line(labels.files, texts.openFiles(diagnosis)),
      ...listed(labels.node, variables.length === 0 ? [texts.noNodeVariables] : variables),
      ...listed(labels.settings, diagnosis.settings.map(texts.setting)),
      BLANK,
      line(labels.target, texts.target(diagnosis)),
      line(labels.proxy, texts.proxy(diagnosis.proxy)),
      line(labels.dns, online ? texts.addresses(online) : texts.notAsked),
      line(labels.tls, online ? texts.tls(online) : texts.notAsked),
      line(labels.answer, online ? texts.answer(online) : texts.notAsked),
      BLANK,
      line(labels.input, input ? texts.input(input.path, inputTexts.format(input)) : texts.noInput),
      ...(input ? [line('', inputTexts.rows(input))] : []),
      line(labels.folder, folder ? texts.folder(folder) : texts.noFolder),
      ...(folder ? [line(labels.disk, texts.disk(folder))] : []),
      ...(inTheWay.length === 0 ? [] : [BLANK, item(0, texts.obstaclesTitle), ...inTheWay]),
      BLANK,
      line(labels.next, texts.next),
    ],
    style,
  );
};
