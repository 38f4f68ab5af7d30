// SPDX-License-Identifier: Apache-2.0

use std::ffi::{c_char, CStr};
use std::path::Path;

use crate::abi::*;

/// How important a log record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// For a developer of the plugin, every step.
    Trace = 0,
    /// For a developer of the plugin.
    Debug = 1,
    /// What an operator may want to know.
    Info = 2,
    /// What an operator should look at.
    Warning = 3,
    /// What an operator must mend.
    Error = 4,
}

/// What the host offers a plugin: its log, settings and folders. Valid until the plugin ends.
#[derive(Clone, Copy)]
pub struct Host(*const th_host);

// SAFETY: the host's functions may be called from any thread, and its tables never change.
unsafe impl Send for Host {}
unsafe impl Sync for Host {}

impl Host {
    /// # Safety
    /// `host` is what `init` was given, used until `shutdown` at the latest.
    pub(crate) unsafe fn new(host: *const th_host) -> Host {
        Host(host)
    }

    fn table<Table>(&self, id: &CStr) -> Option<&Table> {
        unsafe { ((*self.0).get_extension)(self.0, id.as_ptr() as *const c_char).cast::<Table>().as_ref() }
    }

    fn view(text: th_str) -> String {
        if text.data.is_null() {
            return String::new();
        }
        // SAFETY: the host lends valid memory until the plugin ends; it is copied here.
        let bytes = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// Writes a record to the host's log. Never log secrets or what users wrote.
    pub fn log(&self, level: Level, message: &str) {
        if let Some(log) = self.table::<th_log_v1>(c_str(b"th.log/1\0")) {
            unsafe { (log.write)(self.0, level as i32, th_str::lend(message)) }
        }
    }

    /// A setting that the operator has given this plugin.
    pub fn setting(&self, key: &str) -> Option<String> {
        let config = self.table::<th_config_v1>(c_str(b"th.config/1\0"))?;
        let mut value = th_str::NONE;
        let status = unsafe { (config.get)(self.0, th_str::lend(key), &mut value) };
        (status == TH_OK).then(|| Self::view(value))
    }

    /// The folder of the user's files, shared by all plugins.
    pub fn sandbox(&self) -> Option<Box<Path>> {
        self.folder(|paths| paths.sandbox)
    }

    /// The plugin's own folder for what must last.
    pub fn data(&self) -> Option<Box<Path>> {
        self.folder(|paths| paths.data)
    }

    /// The plugin's own folder for what can be made again.
    pub fn cache(&self) -> Option<Box<Path>> {
        self.folder(|paths| paths.cache)
    }

    fn folder(
        &self, which: impl Fn(&th_paths_v1) -> unsafe extern "C" fn(*const th_host) -> th_str,
    ) -> Option<Box<Path>> {
        let paths = self.table::<th_paths_v1>(c_str(b"th.paths/1\0"))?;
        Some(Path::new(&Self::view(unsafe { which(paths)(self.0) })).into())
    }
}

/// One of the ids above, which all end with their only NUL byte.
fn c_str(bytes: &'static [u8]) -> &'static CStr {
    CStr::from_bytes_with_nul(bytes).unwrap_or_default()
}
