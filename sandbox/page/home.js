import { Blocks } from './blocks.js'
import { useForm } from './form.js'
import { html } from './html.js'
import { AppMark } from './icons.js'
import { Surface, usePresses } from './surface.js'
import { useWorkspace } from './workspace.js'
import { homeOf } from './world.js'

/** The app's Home tab, as the app has published it for this person. */
export function Home({ person }) {
  const view = homeOf(useWorkspace().world, person)
  return html`
    <div class="home" tabindex="0" role="region" aria-label="Home of the app">
      <div class="home-page">${view ? html`<${PublishedHome} key=${view.id} view=${view} />` : html`<${NoHome} />`}</div>
    </div>`
}

function PublishedHome({ view }) {
  const presses = usePresses({ viewId: view.id })
  const form = useForm(view)
  return html`<${Surface.Provider} value=${{ ...presses, form }}><${Blocks} blocks=${view.blocks} /><//>`
}

const NoHome = () => html`
  <section class="welcome"><${AppMark} size=${52} /><h2>Nothing here yet</h2><p>Ops Room has published no Home for this person.</p></section>`
