/** The text of a page in one language, without its script, style and drawings. */
export const textIn = (page: string, language: 'en' | 'zh-CN'): string =>
  page
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<span class="flag">([^<]*)<\/span>/g, '$1')
    .replace(new RegExp(`<span lang="${language === 'en' ? 'zh-CN' : 'en'}">[^<]*</span>`, 'g'), '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
