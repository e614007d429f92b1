import { crc32, deflateSync } from 'node:zlib';

/** Files people attach: drawn and written here, so that none has to be shipped. */
export type SampleFile = 'photo' | 'receipt';

export interface FileContent {
  filename: string;
  contentType: string;
  content: Buffer;
}

/** The bytes of a sample file; `title` is what a receipt says. */
export function sampleFile(kind: SampleFile, title: string): FileContent {
  return kind === 'photo'
    ? { filename: 'IMG_2041.png', contentType: 'image/png', content: grinderPicture() }
    : { filename: 'receipt.pdf', contentType: 'application/pdf', content: onePagePdf(title) };
}

const WIDTH = 480;
const HEIGHT = 360;

/** A hand grinder on a table, seen from above, as a PNG. */
function grinderPicture(): Buffer {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    const row = y * (WIDTH * 3 + 1);
    for (let x = 0; x < WIDTH; x += 1) rows.set(colourAt(x, y), row + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // Eight bits per channel, RGB, deflate, no filter heuristics, not interlaced (PNG, section 11.2.2).
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number): [number, number, number] {
  const [dx, dy] = [x - 210, y - 190];
  const radius = Math.hypot(dx, dy);
  // The crank, which stands a little askew: that is the complaint.
  const along = dx * 0.94 + dy * -0.34;
  const across = dx * 0.34 + dy * 0.94;
  if (Math.hypot(x - 372, y - 132) < 26) return [112, 66, 38];
  if (along > -12 && along < 176 && Math.abs(across) < 9) return [176, 178, 184];
  if (radius < 16) return [70, 72, 78];
  if (radius < 92) return [205 - radius * 0.5, 207 - radius * 0.5, 212 - radius * 0.5];
  if (radius < 104) return [126, 78, 46];
  const shade = radius < 132 ? 26 : 0;
  const grain = Math.sin(y / 7 + Math.sin(x / 90) * 2) * 9 + Math.sin(y / 2.3) * 3;
  return [186 + grain - shade, 142 + grain * 0.8 - shade, 98 + grain * 0.6 - shade];
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PDF of one page with one line of Latin text. */
function onePagePdf(title: string): Buffer {
  const line = title.replace(/[^\x20-\x7e]/g, '?').replace(/[()\\]/g, '\\$&');
  const stream = `BT /F1 18 Tf 60 760 Td (Kolibri & Kessel) Tj 0 -34 Td /F1 12 Tf (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text +=
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
