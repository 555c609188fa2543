import type { Explained } from '../../core/explained.ts';
import type { Messages } from '../../messages/messages.ts';
import { explanationOf } from '../explanation.ts';
import { BLANK, line, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';

export const explanationText = (explained: Explained, messages: Messages, style: PageStyle = PLAIN_PAGE): string => {
  const { labels } = messages.explanations;
  const { means, why, next, follows, exits } = explanationOf(explained, messages);
  const headline = headlineOf(explained, messages);
  return pageText(
    [
      title(headline, headline),
      BLANK,
      line(labels.means, means),
      line(labels.why, why),
      line(labels.next, next),
      ...(follows === undefined ? [] : [line(labels.follows, follows)]),
      ...(exits.length === 0 ? [] : [line(labels.exit, exits.join(', '))]),
    ],
    style,
  );
};

const headlineOf = (explained: Explained, { explanations }: Messages): string => {
  switch (explained.of) {
    case 'reply':
      return explanations.titleOfReply(explained.code);
    case 'error':
      return explanations.titleOfError(explained.code);
    case 'system':
      return explanations.titleOfSystem(explained.code);
    case 'class':
      return explanations.titleOfClass(explained.code);
    case 'status':
      return explanations.titleOfStatus(explained.code);
  }
};
