import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
} from 'lucide-react';

const ICONS: [RegExp, LucideIcon][] = [
  [/^image\//, FileImage],
  [/^audio\//, FileAudio],
  [/^video\//, FileVideo],
  [/zip|compressed|tar/, FileArchive],
  [/sheet|csv|excel/, FileSpreadsheet],
  [/pdf|text|word|document/, FileText],
];

/** What stands for a file of this media type. */
export const fileIcon = (type: string): LucideIcon => ICONS.find(([fits]) => fits.test(type))?.[1] ?? File;

/** Media types that every browser draws as a picture. */
export const isPicture = (type: string): boolean => /^image\/(?:png|jpe?g|gif|webp|avif)$/i.test(type);
