/** A word right after a number: "h", "Std.", "days". */
const unit = /(?<=\d\u00a0)(\p{L}+\.?)/u;

/** A figure as it is written, its units smaller than its numbers: "3 h 20 min" is read as 3 and 20. */
export function FigureValue({ text }: { text: string }) {
  return (
    <span>
      {text.split(unit).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text are known by their place
          <span key={at} className="report-unit">
            {part}
          </span>
        ),
      )}
    </span>
  );
}
