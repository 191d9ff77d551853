//! A form as a browser without JavaScript sends it: what stands in it, changed where a person changes it.

use scraper::{ElementRef, Html};

use super::page::{css, said};

/// A form, filled in.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Whether by POST.
    pub is_post: bool,
    /// Whether as `multipart/form-data`.
    pub is_multipart: bool,
    /// What is sent, in the page's order.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The form with the button that says `button`. `typed` goes in by the field's name or label: text into fields, an option's
    /// label or value to choose it, an empty text to leave a box unticked.
    #[track_caller]
    pub fn find(html: &Html, address: &str, button: &str, typed: &[(&str, &str)]) -> Self {
        let buttons = css("button:not([type=button]), input[type=submit]");
        let pressed = html
            .select(&buttons)
            .find(|b| said(*b) == button || b.attr("value") == Some(button) || b.attr("aria-label") == Some(button));
        let Some(pressed) = pressed else {
            let there: Vec<String> = html.select(&buttons).map(said).collect();
            panic!("no button {button:?} at {address}, but {there:?}")
        };
        let form = match pressed.attr("form") {
            Some(id) => html.select(&css(&format!("form#{id}"))).next(),
            None => pressed.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "form"),
        };
        let form = form.unwrap_or_else(|| panic!("the button {button:?} belongs to no form"));
        let attribute = |name: &str| pressed.attr(&format!("form{name}")).or(form.attr(name)).unwrap_or_default();
        let own_address = address.split('?').next().unwrap_or_default();
        let action = if attribute("action").is_empty() { own_address } else { attribute("action") };
        let mut fields = standing(html, form);
        for (key, value) in typed {
            fill(html, form, &mut fields, key, value);
        }
        if let Some(name) = pressed.attr("name") {
            fields.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
        }
        Self {
            action: action.to_owned(),
            is_post: attribute("method").eq_ignore_ascii_case("post"),
            is_multipart: attribute("enctype") == "multipart/form-data",
            fields,
        }
    }

    /// Puts `value` in place of whatever stands under `name`, or adds it: what no browser would do.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The fields of a form, those elsewhere on the page that belong to it too.
fn fields<'a>(html: &'a Html, form: ElementRef<'a>) -> Vec<ElementRef<'a>> {
    let every = css("input[name], select[name], textarea[name]");
    let id = form.attr("id");
    html.select(&every)
        .filter(|field| match field.attr("form") {
            Some(other) => Some(other) == id,
            None => field.ancestors().any(|outer| outer.id() == form.id()),
        })
        .filter(|field| field.attr("disabled").is_none())
        .collect()
}

/// What stands in the form when the page comes.
fn standing(html: &Html, form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for field in fields(html, form) {
        let name = field.attr("name").unwrap_or_default().to_owned();
        let value = || field.attr("value").unwrap_or_default().to_owned();
        match (field.value().name(), field.attr("type").unwrap_or("text")) {
            ("select", _) => values.extend(chosen(field).map(|option| (name, option))),
            // The first line end of a text area is the page's, not the text's.
            ("textarea", _) => {
                let text: String = field.text().collect();
                values.push((name, text.strip_prefix('\n').map_or(text.clone(), str::to_owned)));
            }
            (_, "radio" | "checkbox") if field.attr("checked").is_none() => {}
            (_, "radio" | "checkbox") => values.push((name, field.attr("value").unwrap_or("on").to_owned())),
            (_, "file" | "submit" | "button" | "reset") => {}
            _ => values.push((name, value())),
        }
    }
    values
}

/// The chosen option of a list: the marked one, else the first.
fn chosen(select: ElementRef<'_>) -> Option<String> {
    let options = css("option");
    let marked = select.select(&options).filter(|option| option.attr("selected").is_some()).last();
    marked.or_else(|| select.select(&options).next()).map(option_value)
}

fn option_value(option: ElementRef<'_>) -> String {
    option.attr("value").map_or_else(|| said(option), str::to_owned)
}

#[track_caller]
fn fill(html: &Html, form: ElementRef<'_>, values: &mut Vec<(String, String)>, key: &str, typed: &str) {
    let all = fields(html, form);
    let named: Vec<_> = all.iter().filter(|f| f.attr("name") == Some(key)).copied().collect();
    let meant =
        if named.is_empty() { all.iter().filter(|f| is_called(html, **f, key)).copied().collect() } else { named };
    let Some(first) = meant.first() else {
        let there: Vec<_> = all.iter().map(|f| (f.attr("name").unwrap_or_default(), label(html, *f))).collect();
        panic!("no field {key:?}, but {there:?}")
    };
    let name = first.attr("name").unwrap_or_default().to_owned();
    let put = |values: &mut Vec<(String, String)>, value: String| {
        values.retain(|(other, _)| *other != name);
        values.push((name.clone(), value));
    };
    match (first.value().name(), first.attr("type").unwrap_or("text")) {
        ("select", _) => {
            let option = first.select(&css("option")).find(|o| said(*o) == typed || option_value(*o) == typed);
            put(values, option.map_or_else(|| panic!("{key:?} has no option {typed:?}"), option_value));
        }
        (_, "radio" | "checkbox") if typed.is_empty() => values.retain(|(other, _)| *other != name),
        (_, kind @ ("radio" | "checkbox")) => {
            let box_of = |f: &&ElementRef<'_>| f.attr("value") == Some(typed) || label(html, **f) == typed;
            let same: Vec<_> = all.iter().filter(|f| f.attr("name") == Some(&name)).copied().collect();
            let one = if same.len() == 1 { same.first() } else { same.iter().find(box_of) };
            let one = one.unwrap_or_else(|| panic!("{key:?} has no choice {typed:?}"));
            let value = one.attr("value").unwrap_or("on").to_owned();
            // A box adds to what is ticked; a radio button replaces.
            if kind == "radio" {
                put(values, value);
            } else if !values.contains(&(name.clone(), value.clone())) {
                values.push((name.clone(), value));
            }
        }
        _ => put(values, typed.to_owned()),
    }
}

/// Whether a person would call the field so: by its label, or by the legend of its group.
fn is_called(html: &Html, field: ElementRef<'_>, key: &str) -> bool {
    let legend = || {
        let group = field.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "fieldset")?;
        group.select(&css("legend")).next().map(said)
    };
    label(html, field) == key || legend().as_deref() == Some(key)
}

/// The field's label.
fn label(html: &Html, field: ElementRef<'_>) -> String {
    let by_id = field.attr("id").and_then(|id| html.select(&css(&format!("label[for='{id}']"))).next());
    let around = || field.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.value().name() == "label");
    by_id.or_else(around).map(said).or_else(|| field.attr("aria-label").map(str::to_owned)).unwrap_or_default()
}
