//! The lab in a browser: the page that `trunk build` made, driven through a frame as a visitor would.
//!
//! The test runner serves this folder, so the built page is at `/dist/`; that is also a page under a base path.
#![cfg(target_arch = "wasm32")]

use bottleneck_lab::{
    experiments::PAGES,
    lab::{FileId, Kind},
    plot::{Style, Theme, Unit, canvas::draw_on_canvas},
};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The page in a frame; taken away, with its workers, when dropped.
struct Visit {
    frame: web_sys::Element,
}

const SECOND: f64 = 1e3;
/// A short run of the plane, and its longer brother that a test has time to interrupt.
const SHORT: &str = "information-plane?epochs=12&checkpoints=5&hidden=6&seed=3&device=cpu";
const LONG: &str = "information-plane?device=cpu";

/// Keeps what the page hands out as files, and starts every worker through a script that can be told to misbehave.
const HOOKS: &str = r#"
    const url = URL.createObjectURL;
    URL.createObjectURL = blob => { window.handed = blob; return url.call(URL, blob); };
    const Plain = window.Worker;
    window.hired = [];
    window.Worker = function (script, options) {
        const wrapped = `
            ${window.inWorkers ?? ''}
            const request = self.GPUAdapter && GPUAdapter.prototype.requestDevice;
            if (request) GPUAdapter.prototype.requestDevice = async function (...a) { return self.device = await request.apply(this, a); };
            self.addEventListener('message', event => {
                if (event.data === 'hang') { event.stopImmediatePropagation(); for (;;); }
                if (event.data === 'trap') { event.stopImmediatePropagation(); performance.now = () => { throw new Error('sabotaged'); }; }
                if (event.data === 'lose') { event.stopImmediatePropagation(); self.device.destroy(); }
            });
            import(${JSON.stringify(String(script))}).then(() => ready.forEach(event => self.onmessage(event)));
            const ready = [];
            self.onmessage = event => ready.push(event);`;
        const worker = new Plain(url.call(URL, new Blob([wrapped], { type: 'text/javascript' })), options);
        window.hired.push(worker);
        return worker;
    };
"#;

impl Visit {
    /// Opens a link (`id?query`, or nothing for the gallery) and waits until the page stands.
    async fn to(link: &str) -> Self {
        Self::hooked(link, "").await
    }

    /// The same, with more script run before the page starts.
    async fn hooked(link: &str, script: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let frame = document.create_element("iframe").unwrap();
        let style = "position: fixed; left: 0; top: 0; width: 1280px; height: 900px; border: 0; background: white";
        frame.set_attribute("style", style).unwrap();
        frame.set_attribute("src", &format!("/dist/index.html#/{link}")).unwrap();
        document.body().unwrap().append_child(&frame).unwrap();
        let visit = Self { frame };
        visit.until("location.href !== 'about:blank' && document.head !== null", 30.0).await;
        visit.js(&format!("{HOOKS}{script}"));
        visit.until("document.querySelector('main h1') !== null", 60.0).await;
        visit
    }

    /// What a script gives in the page.
    fn js(&self, script: &str) -> JsValue {
        let window = Reflect::get(&self.frame, &"contentWindow".into()).unwrap();
        let eval: Function = Reflect::get(&window, &"eval".into()).unwrap().unchecked_into();
        eval.call1(&window, &format!("(() => {{ {script} }})()").into())
            .unwrap_or_else(|error| panic!("{script}: {error:?}"))
    }

    fn holds(&self, condition: &str) -> bool {
        self.js(&format!("return Boolean({condition})")).is_truthy()
    }

    fn number(&self, expression: &str) -> f64 {
        self.js(&format!("return Number({expression})")).as_f64().unwrap()
    }

    fn text(&self, selector: &str) -> String {
        self.js(&format!("return document.querySelector({selector:?})?.innerText ?? ''")).as_string().unwrap()
    }

    async fn until(&self, condition: &str, seconds: f64) {
        let began = js_sys::Date::now();
        while !self.holds(condition) {
            if js_sys::Date::now() - began > seconds * SECOND {
                panic!("waited {seconds} s for {condition}; the page says: {}", self.text("body"));
            }
            pause(20).await;
        }
    }

    fn click(&self, selector: &str) {
        self.js(&format!("document.querySelector({selector:?}).click()"));
    }

    /// Sets an input as typing or dragging would.
    fn set(&self, selector: &str, value: &str, event: &str) {
        self.js(&format!(
            "const it = document.querySelector({selector:?}); it.value = {value:?}; \
             it.dispatchEvent(new Event({event:?}, {{ bubbles: true }}))"
        ));
    }

    async fn run_to_the_end(&self, seconds: f64) {
        self.click("#run");
        self.to_the_end(seconds).await;
    }

    async fn to_the_end(&self, seconds: f64) {
        // What stood there before the click may still stand there.
        pause(100).await;
        self.until(&progress_says("finished"), seconds).await;
        // Figures follow in the next frames.
        self.until("document.querySelector('.empty') === null", 10.0).await;
        pause(300).await;
    }

    fn signs(&self) -> String {
        self.js("return [...document.querySelectorAll('.verdicts .sign')].map(it => it.innerText).join('')")
            .as_string()
            .unwrap()
    }

    /// A figure's numbers, as the page hands them out.
    async fn csv(&self, figure: &str) -> String {
        self.js(&format!(
            "[...document.querySelectorAll('#figure-{figure} .tools button')].find(it => it.innerText === 'CSV').click()"
        ));
        self.handed().await
    }

    /// The text of the file that the page handed out last.
    async fn handed(&self) -> String {
        let promise: Promise = self.js("return window.handed.text()").unchecked_into();
        JsFuture::from(promise).await.unwrap().as_string().unwrap()
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

fn progress_says(words: &str) -> String {
    format!("document.querySelector('#progress').innerText.includes({words:?})")
}

const FRAMES: &str = "document.querySelector('.scrubber').max";

async fn pause(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// All numbers of a CSV, in order.
fn numbers(csv: &str) -> Vec<f64> {
    csv.lines().flat_map(|line| line.split(',')).filter_map(|cell| cell.trim().parse().ok()).collect()
}

#[wasm_bindgen_test]
async fn the_gallery_offers_every_experiment() {
    let visit = Visit::to("").await;
    for page in PAGES {
        assert!(
            visit.holds(&format!("document.querySelector('.card[href=\"#/{}\"]')", page.info.id)),
            "{}",
            page.info.id
        );
    }
    visit.click(&format!(".card:not(.start)[href=\"#/{}\"]", PAGES[1].info.id));
    visit.until("document.querySelector('.bench') !== null", 5.0).await;
    assert_eq!(visit.text("h1"), PAGES[1].info.title);
    visit.js("location.hash = '#/papers'");
    visit.until("document.querySelector('.papers') !== null", 5.0).await;
}

#[wasm_bindgen_test]
async fn the_curve_runs_to_its_verdicts_and_scrubs_back() {
    let visit = Visit::to("information-curve").await;
    assert_eq!(visit.signs(), "…………");
    visit.run_to_the_end(60.0).await;
    assert_eq!(visit.signs(), "✓✓✓✕");
    let frames = visit.number(FRAMES);
    visit.set(".scrubber", "3", "input");
    visit.until("document.querySelector('.verdicts .sign').innerText === '…'", 5.0).await;
    assert!(visit.text(".moment").contains("β = "), "{}", visit.text(".moment"));
    visit.set(".scrubber", &frames.to_string(), "input");
    visit.until("document.querySelector('.verdicts .sign').innerText === '✓'", 5.0).await;
    // A click on a chart sets the field that its control sets, and the link follows.
    visit.set("#knob-beta", "9.5", "change");
    visit.until("location.hash.includes('beta=9.5')", 5.0).await;
    assert_eq!(visit.number(FRAMES), frames, "a highlight needs no new run");
    visit.click("#download-run");
    let run: serde_json::Value = serde_json::from_str(&visit.handed().await).unwrap();
    assert_eq!(run["link"], "information-curve");
    assert_eq!(run["runs"][0]["frames"].as_array().unwrap().len() as f64, frames + 1.0);
    assert_eq!((&run["verdicts"][0]["ruling"], &run["verdicts"][3]["ruling"]), (&"Held".into(), &"DidNotHold".into()));
}

/// Critics are trained in the worker too, and every reading has its time.
#[wasm_bindgen_test]
async fn estimators_race_in_the_worker() {
    let quick = "n=200&truths=2&most_dims=2&repeats=2&permutations=2&subsamples=2&steps=20&checks=bins-on-relu";
    let visit = Visit::to(&format!("estimator-race?{quick}")).await;
    visit.run_to_the_end(60.0).await;
    // Three tests were left out.
    assert_eq!(visit.signs(), "………✓");
    let standings = visit.csv("standings").await;
    for name in ["KSG 1,", "InfoNCE,"] {
        assert!(standings.contains(name), "{standings}");
    }
    assert!(numbers(&visit.csv("truth").await).iter().all(|number| number.is_finite()));
}

#[wasm_bindgen_test]
async fn charts_are_painted_at_the_screens_own_pixels() {
    let visit = Visit::to("information-curve").await;
    visit.run_to_the_end(60.0).await;
    let canvas = "document.querySelector('#figure-plane canvas')";
    let ratio = visit.number("devicePixelRatio");
    let width = visit.number(&format!("{canvas}.getBoundingClientRect().width"));
    assert_eq!(visit.number(&format!("{canvas}.width")), (width * ratio).round());
    let colours = visit.js(&format!(
        "const c = {canvas}, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, seen = new Set(); \
         for (let i = 0; i < d.length; i += 4) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size"
    ));
    assert!(colours.as_f64().unwrap() > 50.0, "{colours:?} colours");
    assert!(!visit.js(&format!("return {canvas}.getAttribute('aria-label')")).as_string().unwrap().is_empty());
}

/// At twice the pixels a chart is the same picture, not a larger one.
#[wasm_bindgen_test]
fn a_chart_keeps_its_layout_at_any_pixel_ratio() {
    let figures = (PAGES[0].replay)(&PAGES[0].all_defaults()).unwrap().figures(0);
    let chart = figures.iter().find_map(|figure| match &figure.body {
        bottleneck_lab::plot::Body::Chart(chart) => Some(chart.clone()),
        _ => None,
    });
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: web_sys::HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas.set_attribute("style", "width: 400px; height: 300px").unwrap();
    document.body().unwrap().append_child(&canvas).unwrap();
    let places = [1.0, 2.0, 2.5].map(|pixel_ratio| {
        let style = Style { theme: Theme::Light, unit: Unit::Bits, pixel_ratio };
        let place = draw_on_canvas(chart.as_ref().unwrap(), &canvas, &style).unwrap();
        assert_eq!(canvas.width(), (400.0 * pixel_ratio) as u32);
        [place.left, place.top, place.width, place.height].map(|length| length / pixel_ratio)
    });
    for place in &places[1..] {
        place.iter().zip(places[0]).for_each(|(a, b)| assert!((a - b).abs() <= 1.0, "{places:?}"));
    }
    canvas.remove();
}

#[wasm_bindgen_test]
async fn the_plane_trains_and_the_same_link_gives_the_same_numbers() {
    let visit = Visit::to(SHORT).await;
    visit.run_to_the_end(120.0).await;
    let first = [visit.csv("loss").await, visit.csv("plane").await];
    let natively = numbers(include_str!("oracles/short_run_loss.csv"));
    let found = numbers(&first[0]);
    assert_eq!(found.len(), natively.len(), "{}", first[0]);
    // As outside the browser, but for the last places of single precision.
    found.iter().zip(&natively).for_each(|(found, natively)| assert!((found - natively).abs() < 1e-6, "{}", first[0]));
    visit.run_to_the_end(120.0).await;
    assert_eq!([visit.csv("loss").await, visit.csv("plane").await], first);
    // Another way to measure asks the finished network: new numbers, no new training.
    let frames = visit.number(FRAMES);
    visit.set("#knob-bins", "4", "change");
    visit.to_the_end(60.0).await;
    let coarse = visit.csv("plane").await;
    assert_ne!(coarse, first[1]);
    assert_eq!((visit.number(FRAMES), visit.csv("loss").await), (frames, first[0].clone()));
}

#[wasm_bindgen_test]
async fn a_run_pauses_steps_goes_on_and_stops() {
    let visit = Visit::to(LONG).await;
    // By keyboard alone.
    let press = |key: &str| {
        visit.js(&format!("window.dispatchEvent(new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true }}))"));
    };
    press(" ");
    visit.until(&format!("Number({FRAMES}) > 3"), 60.0).await;
    press(" ");
    visit.until(&progress_says("paused"), 10.0).await;
    pause(500).await;
    let frames = visit.number(FRAMES);
    pause(500).await;
    assert_eq!(visit.number(FRAMES), frames, "a paused run stands still");
    press("s");
    visit.until(&format!("Number({FRAMES}) > {frames}"), 30.0).await;
    pause(500).await;
    assert_eq!(visit.number(FRAMES), frames + 1.0, "a step is one frame");
    press(" ");
    visit.until(&format!("Number({FRAMES}) > {}", frames + 2.0), 60.0).await;
    press("x");
    visit.until(&progress_says("stopped"), 10.0).await;
    let frames = visit.number(FRAMES);
    pause(3000).await;
    assert_eq!(visit.number(FRAMES), frames, "a stopped run sends nothing more");
    assert!(visit.text("#run").contains("Run again"));
}

#[wasm_bindgen_test]
async fn a_link_restores_its_settings_and_names_what_it_ignored() {
    let link = "information-plane?activation=relu&bins=12&epochs=999999&rate=fast&nonsense=1";
    let visit = Visit::to(link).await;
    assert!(visit.holds(
        "document.querySelector('[name=activation][value=relu]')?.checked ?? \
                         document.querySelector('#knob-activation').value === 'relu'"
    ));
    assert_eq!(visit.number("document.querySelector('#knob-bins').value"), 12.0);
    assert_eq!(visit.number("document.querySelector('#knob-epochs').value"), 8000.0);
    let notice = visit.text(".notice");
    for words in ["epochs", "20000", "rate", "not a number", "nonsense", "not a setting"] {
        assert!(notice.contains(words), "{words}: {notice}");
    }
    let gallery = Visit::to("no-such-experiment?x=1").await;
    let notice = gallery.text(".notice");
    assert!(notice.contains("no-such-experiment") && notice.contains("information-curve"), "{notice}");
    assert!(gallery.holds("document.querySelector('.cards')"));
}

#[wasm_bindgen_test]
async fn a_table_that_is_no_distribution_is_refused_by_row() {
    let visit = Visit::to("information-curve?source=yours").await;
    let cell = |row: usize, column: usize| format!("[aria-label='row {row}, column {column}']");
    visit.set(&cell(2, 3), "-1", "change");
    visit.until("document.querySelector('.refused') !== null", 5.0).await;
    let said = visit.text(".refused");
    assert!(said.contains("row 2") && said.contains("column 3"), "{said}");
    for column in 1..=3 {
        visit.set(&cell(1, column), "0", "change");
    }
    visit.until("document.querySelector('.refused')?.innerText.includes('row 1')", 5.0).await;
    assert!(visit.text(".refused").contains("zero"), "{}", visit.text(".refused"));
    // What stood there still stands, and runs.
    visit.run_to_the_end(60.0).await;
}

/// Single precision, another order of summation: after two epochs at batch 512 the losses may part by 1e-4 nat.
#[wasm_bindgen_test]
async fn the_gpu_and_the_cpu_agree() {
    const TOLERANCE: f64 = 1e-4;
    let link =
        "information-plane?epochs=1&batch=2048&checkpoints=2&hidden=6&seed=3&estimator=kolchinsky-tracey&noise=0.1";
    let mut found = Vec::new();
    for device in ["cpu", "webgpu"] {
        let visit = Visit::to(&format!("{link}&device={device}")).await;
        visit.run_to_the_end(300.0).await;
        let chip = visit.text(".device");
        assert!(chip.starts_with(if device == "cpu" { "CPU" } else { "GPU" }), "{chip}");
        found.push([numbers(&visit.csv("loss").await), numbers(&visit.csv("plane").await)].concat());
    }
    assert!(found[0].len() == found[1].len() && found[0].len() > 10, "{found:?}");
    let apart = found[0].iter().zip(&found[1]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(apart < TOLERANCE, "{apart} apart: {found:?}");
}

#[wasm_bindgen_test]
async fn without_webgpu_the_page_says_so_and_runs_on_the_cpu() {
    let gone = "Object.defineProperty(navigator, 'gpu', { value: undefined });";
    let visit = Visit::hooked(&SHORT.replace("device=cpu", "device=webgpu"), gone).await;
    visit.run_to_the_end(120.0).await;
    let said = visit.js("return document.querySelector('.device').title").as_string().unwrap();
    assert!(visit.text(".device").starts_with("CPU") && said.contains("no WebGPU"), "{said}");
}

#[wasm_bindgen_test]
async fn an_adapter_without_timestamps_is_not_used() {
    let poor = "navigator.gpu.requestAdapter = async () => ({ features: new Set(), info: { vendor: 'poor' } });";
    let visit = Visit::hooked(&SHORT.replace("device=cpu", "device=webgpu"), poor).await;
    visit.run_to_the_end(120.0).await;
    let said = visit.js("return document.querySelector('.device').title").as_string().unwrap();
    assert!(visit.text(".device").starts_with("CPU") && said.contains("timestamp-query"), "{said}");
}

/// The page's adapter looks good, the worker's does not open.
#[wasm_bindgen_test]
async fn a_gpu_that_does_not_open_gives_way_to_the_cpu() {
    let shut = "window.inWorkers = 'navigator.gpu.requestAdapter = async () => null;';";
    let visit = Visit::hooked(&SHORT.replace("device=cpu", "device=webgpu"), shut).await;
    visit.run_to_the_end(120.0).await;
    let said = visit.js("return document.querySelector('.device').title").as_string().unwrap();
    assert!(visit.text(".device").starts_with("CPU") && said.contains("could not be opened"), "{said}");
}

/// Whatever ends a worker: the page says what happened, and what was computed stays.
async fn fails(visit: &Visit, sabotage: &str, seconds: f64, words: &str) {
    // Where a worker is still measuring what a run would cost, Run hires another; here one is enough.
    visit
        .until(
            "!location.hash.includes('device=cpu') || document.querySelector('#progress').innerText.includes('about')",
            60.0,
        )
        .await;
    visit.click("#run");
    visit.until(&format!("Number({FRAMES}) > 1"), 300.0).await;
    visit.js(&format!("window.hired.forEach(it => it.postMessage({sabotage:?}))"));
    visit.until("document.querySelector('.failed') !== null", seconds).await;
    let said = visit.text(".failed");
    assert!(said.contains(words), "{said}");
    assert!(visit.number(FRAMES) > 1.0, "what was computed stays");
}

/// After a worker has failed, another takes its place.
async fn is_replaced(sabotage: &str, seconds: f64, words: &str) {
    let visit = Visit::to(LONG).await;
    fails(&visit, sabotage, seconds, words).await;
    visit.js(&format!("location.hash = '#/{SHORT}'"));
    visit.run_to_the_end(120.0).await;
}

#[wasm_bindgen_test]
async fn a_worker_that_traps_is_replaced() {
    is_replaced("trap", 30.0, "sabotaged").await;
}

#[wasm_bindgen_test]
async fn a_worker_that_hangs_is_replaced() {
    is_replaced("hang", 60.0, "said nothing").await;
}

#[wasm_bindgen_test]
async fn a_lost_gpu_is_said_and_the_cpu_offered() {
    let visit = Visit::to("information-plane?epochs=100&batch=4096&checkpoints=30&hidden=none&device=webgpu").await;
    fails(&visit, "lose", 180.0, "GPU worker ended").await;
    visit.click("#run-on-cpu");
    visit.to_the_end(120.0).await;
    assert!(visit.text(".device").starts_with("CPU") && visit.holds("location.hash.includes('device=cpu')"));
}

#[wasm_bindgen_test]
async fn a_run_cut_off_by_a_reload_is_said() {
    let visit = Visit::to(LONG).await;
    visit.click("#run");
    visit.until(&format!("Number({FRAMES}) > 3"), 60.0).await;
    visit.js("location.reload()");
    pause(300).await;
    visit.until("document.querySelector('.notice') !== null", 60.0).await;
    let said = visit.text(".notice");
    assert!(said.contains("cut off") && said.contains(" %"), "{said}");
    assert!(visit.text("#run").contains("Run"));
}

/// The trained sweep stays in its worker: an image that is clicked and a digit that is drawn are seen by the network.
#[wasm_bindgen_test]
async fn a_trained_network_is_asked_by_clicking_and_drawing() {
    let query = "betas=0.01%2C1&dimensions=2&hidden=16&epochs=3&replicas=1&shots=3&device=cpu";
    let visit = Visit::to(&format!("vib?{query}")).await;
    visit.run_to_the_end(120.0).await;
    assert_eq!(visit.number("document.querySelectorAll('#figure-gallery button.tile').length"), 40.0);
    visit.js("document.querySelectorAll('#figure-gallery button.tile')[4].click()");
    visit.until("document.querySelector('#figure-row .caption').innerText.includes('Test row 5')", 30.0).await;
    assert!(visit.holds("location.hash.includes('image=5')"));
    assert!(visit.holds("document.querySelectorAll('#figure-gallery button.tile')[4].ariaPressed === 'true'"));
    let pictures = "document.querySelectorAll('#figure-row .tile').length";
    assert_eq!(visit.number(pictures), 3.0);
    visit.js(
        "document.querySelector('#knob-drawn').dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }))",
    );
    visit.until(&format!("{pictures} === 4"), 30.0).await;
    assert!(visit.holds("location.hash.includes('drawn=')"));
    assert!(visit.text("#figure-row").contains("yours: taken for"), "{}", visit.text("#figure-row"));
}

/// By keys alone, in both themes: run, tell both models, take it back; what is seen stays readable and apart.
#[wasm_bindgen_test]
async fn the_bench_is_driven_by_keys_in_both_themes() {
    let visit = Visit::to("concept-bottleneck?images=300&epochs=3&device=cpu").await;
    for theme in ["light", "dark"] {
        while visit.js("return document.documentElement.dataset.theme").as_string().as_deref() != Some(theme) {
            visit.js("window.dispatchEvent(new KeyboardEvent('keydown', { key: 't' }))");
            pause(50).await;
        }
        visit.run_to_the_end(120.0).await;
        let board = "document.querySelector('#cards-cards')";
        assert_eq!(visit.number(&format!("{board}.children.length")), 12.0);
        let status = visit.text("#figure-cards .status");
        let key = |key: &str| {
            visit.js(&format!(
                "{board}.querySelector('[tabindex=\"0\"]').dispatchEvent(new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true }}))"
            ));
        };
        key("Home");
        key("ArrowRight");
        key(" ");
        visit.until("location.hash.includes('answers=1n')", 5.0).await;
        key(" ");
        visit.until("location.hash.includes('answers=1y')", 5.0).await;
        visit.until("document.querySelectorAll('.concept.told').length === 2", 5.0).await;
        let told = visit.text("#figure-cards .status");
        assert!(told != status && told.contains("before"), "{status}, then {told}");
        key("End");
        key("a");
        visit.until("location.hash.includes('answers=1y.11n')", 5.0).await;
        key("u");
        key("u");
        visit.until("!location.hash.includes('answers=')", 5.0).await;
        // The picture is in colour, cards do not overlap, and no text leaves its card.
        let colours = visit.js("const c = document.querySelector('#figure-bird canvas'), seen = new Set(); \
             const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; \
             for (let i = 0; i < d.length; i += 4) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size");
        assert!(colours.as_f64().unwrap() > 100.0, "{colours:?} colours");
        let amiss = visit.js(&format!(
            "const cards = [...{board}.children], box = it => it.getBoundingClientRect(); \
             const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top; \
             const overlap = cards.some((a, i) => cards.some((b, k) => k > i && !apart(box(a), box(b)))); \
             const out = cards.some(card => [...card.querySelectorAll('span')].some(it => box(it).right > box(card).right + 1)); \
             return (overlap ? 'cards overlap ' : '') + (out ? 'a text leaves its card' : '')"
        ));
        assert_eq!(amiss.as_string().unwrap(), "", "{theme}");
    }
}

#[wasm_bindgen_test]
async fn a_full_storage_stops_nothing() {
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    let visit = Visit::hooked("information-curve?points=10&source=binary-symmetric", full).await;
    visit.js("window.dispatchEvent(new KeyboardEvent('keydown', { key: 't' }))");
    visit.run_to_the_end(60.0).await;
    assert_eq!(visit.signs(), "✓✓✓✓");
}

/// Puts a file into the page's file input, as its picker would.
fn choose(visit: &Visit, name: &str, contents: &str) {
    visit.js(&format!(
        "const t = new DataTransfer(); t.items.add(new File([{contents:?}], {name:?})); \
         const it = document.querySelector('.files input[type=file]'); it.files = t.files; \
         it.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}

#[wasm_bindgen_test]
async fn a_file_is_kept_here_and_a_link_asks_for_the_one_it_needs() {
    let (page, field) = PAGES
        .iter()
        .find_map(|page| Some((page, page.fields.iter().find(|it| matches!(it.kind, Kind::Files { .. }))?)))
        .expect("an experiment takes files");
    let Kind::Files { extensions, .. } = field.kind else { unreachable!() };
    let shown = field.shown_when.map(|(key, values)| format!("{key}={}&", values[0])).unwrap_or_default();
    let name = format!("mine.{}", extensions[0]);
    let [mine, other] = ["1,2\n", "3,4,5\n"].map(|contents| FileId::of(&name, contents.as_bytes()));
    let link = format!("{}?{shown}{}={mine}", page.info.id, field.key);
    let runnable = "!document.querySelector('#run').disabled";

    let visit = Visit::to(&link).await;
    visit.until("document.querySelector('.wanted') !== null", 10.0).await;
    assert!(visit.text(".wanted").contains(&mine.described()), "{}", visit.text(".wanted"));
    assert!(!visit.holds(runnable) && visit.text("#progress").contains(&name), "{}", visit.text("#progress"));
    choose(&visit, "mine.exe", "1,2\n");
    visit.until("document.querySelector('.refused') !== null", 10.0).await;
    assert!(visit.text(".refused").contains("mine.exe"), "{}", visit.text(".refused"));
    choose(&visit, &name, "3,4,5\n");
    visit.until("document.querySelector('.wanted .button') !== null", 10.0).await;
    assert!(!visit.holds(runnable), "another file is not the one the link needs");
    choose(&visit, &name, "1,2\n");
    visit.until(runnable, 10.0).await;
    // It is here at the next visit too, until it is removed.
    pause(500).await;
    let again = Visit::to(&link).await;
    again.until(runnable, 10.0).await;
    assert!(again.text(".files li").contains("4 B"), "{}", again.text(".files li"));
    again.click(".files li button");
    again.until(&format!("!location.hash.includes({:?})", mine.hash()), 10.0).await;
    pause(500).await;
    let gone = Visit::to(&link).await;
    gone.until("document.querySelector('.wanted') !== null", 10.0).await;
    choose(&gone, &name, "3,4,5\n");
    gone.until("document.querySelector('.wanted .button') !== null", 10.0).await;
    gone.click(".wanted .button");
    gone.until(&format!("location.hash.includes({:?})", other.hash()), 10.0).await;
    gone.until(runnable, 10.0).await;
}

#[wasm_bindgen_test]
async fn columns_of_a_table_are_chosen_beside_them() {
    let mut table = String::from("x,wet,warm,loud,kind\n");
    for row in 0..60 {
        let [wet, warm, loud] = [row % 2, row % 3 % 2, row % 5 % 2];
        table += &format!("{},{wet},{warm},{loud},{}\n", f64::from(row % 6), ["owl", "bee", "frog"][row as usize % 3]);
    }
    let visit = Visit::to("your-concepts?steps=10&hidden=4&device=cpu").await;
    choose(&visit, "mine.csv", &table);
    visit.until("location.hash.includes('files=')", 10.0).await;
    visit.run_to_the_end(60.0).await;
    assert_eq!(visit.number("document.querySelector('#cards-cards').children.length"), 3.0);
    let pressed = |label: &str| {
        let button = format!("#figure-columns .pick[aria-label=\"{label}\"]");
        (format!("document.querySelector('{button}').ariaPressed === 'true'"), button)
    };
    let (is_concept, concept) = pressed("loud: concept");
    let (is_label, label) = pressed("wet: label");
    assert!(visit.holds(&is_concept) && visit.holds(&pressed("kind: label").0) && !visit.holds(&is_label));
    visit.click(&concept);
    visit.until("location.hash.includes('concepts=wet%2Cwarm')", 5.0).await;
    // A button follows its field before any run.
    visit.until(&format!("!({is_concept})"), 5.0).await;
    visit.run_to_the_end(60.0).await;
    assert_eq!(visit.number("document.querySelector('#cards-cards').children.length"), 2.0);
    assert!(visit.holds(&pressed("loud: input").0), "what is no concept is an input");
    // What cannot be is said, and the columns stay where they can be chosen otherwise.
    visit.click(&label);
    visit.click("#run");
    visit.until("document.body.innerText.includes('“concepts” names “wet”, which is the label')", 30.0).await;
    visit.until(&format!("document.querySelector('{concept}') !== null"), 5.0).await;
}

/// Where the browser keeps nothing, a file serves for the visit.
#[wasm_bindgen_test]
async fn a_full_storage_keeps_a_file_for_the_visit_alone() {
    let page = PAGES.iter().find(|page| page.fields.iter().any(|it| matches!(it.kind, Kind::Files { .. })));
    let page = page.expect("an experiment takes files");
    let field = page.fields.iter().find(|it| matches!(it.kind, Kind::Files { .. })).unwrap();
    let Kind::Files { extensions, .. } = field.kind else { unreachable!() };
    let shown = field.shown_when.map(|(key, values)| format!("{key}={}&", values[0])).unwrap_or_default();
    let full = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    let visit = Visit::hooked(&format!("{}?{shown}", page.info.id), full).await;
    let name = format!("mine.{}", extensions[0]);
    choose(&visit, &name, "6,7\n");
    visit.until("document.querySelector('.wanted') !== null", 10.0).await;
    assert!(visit.text(".wanted").contains("QuotaExceededError"), "{}", visit.text(".wanted"));
    assert!(visit.text(".files li").contains("this visit only"), "{}", visit.text(".files li"));
    assert!(visit.holds("!document.querySelector('#run').disabled"));
}

#[wasm_bindgen_test]
async fn the_page_links_no_burn_and_stays_small() {
    // Bytes of Wasm before anything is compressed: 0.9 million for the page itself, 0.11 million an experiment.
    let most = 900_000 + 110_000 * PAGES.len();
    let fetched = js_sys::eval(
        "(async () => { \
            const html = await (await fetch('/dist/index.html')).text(); \
            const name = html.match(/page-[0-9a-f]+_bg\\.wasm/)[0]; \
            return new Uint8Array(await (await fetch('/dist/' + name)).arrayBuffer()); \
        })()",
    );
    let bytes = JsFuture::from(fetched.unwrap().unchecked_into::<Promise>()).await.unwrap();
    let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
    assert!(bytes.starts_with(b"\0asm"));
    assert!(bytes.len() < most, "{} bytes", bytes.len());
    for burn in ["burn_flex", "burn-flex", "burn_autodiff", "cubecl"] {
        assert!(!bytes.windows(burn.len()).any(|window| window == burn.as_bytes()), "{burn}");
    }
}
