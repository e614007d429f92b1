import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../../lib/api-client.js';
import { MenuButton } from '../../../ui/menu-button.js';
import type { Asked } from './report-view.js';

/** Lets the browser fetch a file: it is streamed to disk, however long it is. */
function download(path: string, query: Asked): void {
  const link = document.createElement('a');
  link.href = apiUrl(path, query);
  link.download = '';
  link.click();
}

/** The same figures, the turns and the conversations behind them, as CSV. */
export function ExportMenu({ figures, rows }: { figures: Asked; rows: Asked }) {
  const { t } = useTranslation();
  const files = [
    ['figures', figures],
    ['turns', rows],
    ['conversations', rows],
  ] as const;
  return (
    <MenuButton
      label={t('reports.export')}
      icon={<Download />}
      placement="bottom-end"
      entries={files.map(([file, query]) => ({
        id: file,
        label: t(`reports.exports.${file}`),
        detail: 'CSV',
        onSelect: () => download(`/reports/${file}.csv`, query),
      }))}
    />
  );
}
