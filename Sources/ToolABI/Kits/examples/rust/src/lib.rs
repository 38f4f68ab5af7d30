// SPDX-License-Identifier: Apache-2.0
//! Turns text around, and searches the sandbox: typed arguments, structured output, files, cancellation, progress.

use std::fs;

use toolhost::{Call, Failure, Host, Level, Object, Plugin, Tool};

/// Reverses a text by characters or by words.
fn reverse(call: &Call) -> Result<(), Failure> {
    let text = call.require_text("text")?;
    let reversed: String = match call.text("by")?.unwrap_or("character") {
        "word" => text.split_whitespace().rev().collect::<Vec<_>>().join(" "),
        _ => text.chars().rev().collect(),
    };
    call.json(&Object::new().text("reversed", &reversed).integer("characters", text.chars().count() as i64).json())
}

/// Names the files of the sandbox's top folder in which a text stands.
fn search_files(call: &Call, host: Host) -> Result<(), Failure> {
    let wanted = call.require_text("text")?;
    let sandbox = host.sandbox().ok_or_else(|| Failure::new("no_sandbox", "There is no folder to search."))?;
    let mut files: Vec<_> = fs::read_dir(&*sandbox)?.filter_map(Result::ok).collect();
    files.sort_by_key(|entry| entry.file_name());
    let total = files.len() as f64;
    let mut found = 0;
    for (index, entry) in files.iter().enumerate() {
        call.check_cancelled()?;
        call.progress(index as f64 + 1.0, total, "searching");
        // What cannot be read, or is no text, does not contain it.
        let Ok(content) = fs::read_to_string(entry.path()) else { continue };
        if content.contains(wanted) {
            found += 1;
            call.write(&format!("{}\n", entry.file_name().to_string_lossy()))?;
        }
    }
    if found == 0 {
        return Err(Failure::new("not_found", format!("No file of the sandbox contains \"{wanted}\".")));
    }
    Ok(())
}

fn start(plugin: &mut Plugin) -> Result<(), Failure> {
    let host = plugin.host();
    host.log(Level::Debug, "text-tools starts");
    plugin.add(
        Tool::new(
            "reverse_text",
            "Reverses a text by its characters, or by its words.",
            r#"{"type":"object","properties":{
                "text":{"type":"string","maxLength":100000},
                "by":{"type":"string","enum":["character","word"],"default":"character"}},
                "required":["text"],"additionalProperties":false}"#,
            reverse,
        )
        .output_schema(
            r#"{"type":"object","properties":{"reversed":{"type":"string"},"characters":{"type":"integer"}},
                "required":["reversed","characters"],"additionalProperties":false}"#,
        )
        .read_only()
        .closed_world()
        .reentrant(),
    );
    plugin.add(
        Tool::new(
            "search_sandbox",
            "Names the text files at the top of the sandbox that contain a text.",
            r#"{"type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength":1000}},
                "required":["text"],"additionalProperties":false}"#,
            move |call| search_files(call, host),
        )
        .read_only()
        .closed_world(),
    );
    Ok(())
}

toolhost::plugin!("org.example.text-tools", "text_tools", "1.0.0", "Apache-2.0", start);
