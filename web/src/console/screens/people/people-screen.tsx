import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { useNarrow } from '../../../lib/media.js';
import { useStored } from '../../../lib/stored.js';
import { StateMessage } from '../../../ui/state-message.js';
import { usePageTitle } from '../../app/title.js';
import { PeopleList } from '../../features/person/people-list.js';
import { PersonPage } from '../../features/person/person-page.js';
import '../inbox-screen.css';
import { PaneResizer } from '../pane-resizer.js';

/** Everyone who speaks with the brand beside the one who is looked at; on a phone one after the other. */
export function PeopleScreen() {
  const { t } = useTranslation();
  const { personId = null } = useParams();
  const [params, setParams] = useSearchParams();
  const { search } = useLocation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [width, setWidth] = useStored('people-width', 340);
  usePageTitle(t('people.title'));
  return (
    <div className="inbox">
      {(!narrow || !personId) && (
        <section
          className="inbox-list"
          style={narrow ? undefined : { inlineSize: width }}
          aria-label={t('people.list')}
        >
          <PeopleList
            filter={{
              q: params.get('q') ?? '',
              tagId: params.get('tag'),
              sort: params.get('sort') === 'name' ? 'name' : 'seen',
            }}
            openId={personId}
            linkTo={(id) => `/people/${id}${search}`}
            onFilter={({ q, tagId, sort }) =>
              setParams(
                { ...(q && { q }), ...(tagId && { tag: tagId }), ...(sort === 'name' && { sort }) },
                { replace: true },
              )
            }
          />
        </section>
      )}
      {!narrow && (
        <PaneResizer label={t('inbox.resize')} width={width} min={260} max={520} onResize={setWidth} />
      )}
      {personId ? (
        <PersonPage
          key={personId}
          id={personId}
          onElsewhere={(id) => navigate(`/people/${id}${search}`, { replace: true })}
          onBack={narrow ? () => navigate(`/people${search}`) : undefined}
        />
      ) : (
        !narrow && (
          <section className="cpane is-empty" aria-label={t('person.region')}>
            <StateMessage icon={<UsersRound />} title={t('people.noneOpen')}>
              {t('people.noneOpenText')}
            </StateMessage>
          </section>
        )
      )}
    </div>
  );
}
