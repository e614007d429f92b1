import type { ReactNode } from 'react';

type SectionProps = { title: string; text?: ReactNode; actions?: ReactNode; children?: ReactNode };

export function Section({ title, text, actions, children }: SectionProps) {
  return (
    <section className="section">
      <header className="section-head">
        <div>
          <h2>{title}</h2>
          {text && <p className="section-text">{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
