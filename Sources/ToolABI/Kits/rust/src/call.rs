// SPDX-License-Identifier: Apache-2.0

use std::os::fd::RawFd;
use std::time::Duration;

use crate::abi::*;
use crate::failure::Failure;

/// A running call: its arguments, who waits for it, and its result.
///
/// Lives as long as the tool's function runs; texts that it lends live as long.
pub struct Call<'host> {
    handle: *mut th_call,
    api: &'host th_call_api,
}

impl<'host> Call<'host> {
    /// # Safety
    /// `handle` is a call that the host runs, for as long as the value lives.
    pub(crate) unsafe fn new(handle: *mut th_call) -> Call<'host> {
        Call { handle, api: &*(*handle).api }
    }

    fn view(&self, text: th_str) -> &'host str {
        if text.data.is_null() {
            return "";
        }
        // SAFETY: the host lends valid UTF-8 until the call ends.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.data.cast(), text.length)) }
    }

    // Arguments

    /// All arguments, the text of one JSON object.
    pub fn arguments(&self) -> &'host str {
        self.view(unsafe { (self.api.arguments)(self.handle) })
    }

    /// A text, or `None` when it is absent or null.
    pub fn text(&self, name: &str) -> Result<Option<&'host str>, Failure> {
        let mut value = th_str::NONE;
        let status = unsafe { (self.api.argument_text)(self.handle, th_str::lend(name), &mut value) };
        Ok(Self::found(status, name, "a text")?.then(|| self.view(value)))
    }

    /// An integer, or `None` when it is absent or null.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Failure> {
        let mut value = 0;
        let status = unsafe { (self.api.argument_integer)(self.handle, th_str::lend(name), &mut value) };
        Ok(Self::found(status, name, "an integer that fits")?.then_some(value))
    }

    /// A number as the nearest `f64`, or `None` when it is absent or null.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Failure> {
        let mut value = 0.0;
        let status = unsafe { (self.api.argument_number)(self.handle, th_str::lend(name), &mut value) };
        Ok(Self::found(status, name, "a number")?.then_some(value))
    }

    /// True or false, or `None` when it is absent or null.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Failure> {
        let mut value = 0;
        let status = unsafe { (self.api.argument_boolean)(self.handle, th_str::lend(name), &mut value) };
        Ok(Self::found(status, name, "true or false")?.then_some(value != 0))
    }

    /// An argument of any kind as JSON text, or `None` when it is absent.
    pub fn json_argument(&self, name: &str) -> Result<Option<&'host str>, Failure> {
        let mut value = th_str::NONE;
        let status = unsafe { (self.api.argument_json)(self.handle, th_str::lend(name), &mut value) };
        Ok(Self::found(status, name, "a JSON value")?.then(|| self.view(value)))
    }

    /// A text that must be there.
    pub fn require_text(&self, name: &str) -> Result<&'host str, Failure> {
        self.text(name)?.ok_or_else(|| Self::missing(name))
    }

    /// An integer that must be there.
    pub fn require_integer(&self, name: &str) -> Result<i64, Failure> {
        self.integer(name)?.ok_or_else(|| Self::missing(name))
    }

    /// A number that must be there.
    pub fn require_number(&self, name: &str) -> Result<f64, Failure> {
        self.number(name)?.ok_or_else(|| Self::missing(name))
    }

    fn found(status: th_status, name: &str, kind: &str) -> Result<bool, Failure> {
        match status {
            TH_OK => Ok(true),
            TH_NOT_FOUND => Ok(false),
            TH_INVALID => {
                Err(Failure::invalid_arguments(format!("The argument \"{name}\" must be {kind}.")))
            }
            other => Failure::check(other).map(|()| false),
        }
    }

    fn missing(name: &str) -> Failure {
        Failure::invalid_arguments(format!("The argument \"{name}\" is missing."))
    }

    // Who waits

    /// The call's id, unique among the calls that run.
    pub fn id(&self) -> &'host str {
        self.view(unsafe { (self.api.id)(self.handle) })
    }

    /// How long the call may still take.
    pub fn remaining(&self) -> Duration {
        Duration::from_nanos(unsafe { (self.api.remaining_ns)(self.handle) })
    }

    /// Whether nobody waits any more. Cheap enough for an inner loop.
    pub fn is_cancelled(&self) -> bool {
        unsafe { (self.api.is_cancelled)(self.handle) != 0 }
    }

    /// `Err(Cancelled)` if nobody waits any more, to be passed on with `?`.
    pub fn check_cancelled(&self) -> Result<(), Failure> {
        if self.is_cancelled() {
            Err(Failure::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Becomes readable when the call is cancelled; for `poll`, never to be read, closed or kept.
    pub fn cancel_descriptor(&self) -> Result<RawFd, Failure> {
        let descriptor = unsafe { (self.api.cancel_descriptor)(self.handle) };
        if descriptor >= 0 {
            return Ok(descriptor);
        }
        Failure::check(descriptor).map(|()| descriptor)
    }

    /// Says how far the call has come; `total` is 0 when it is not known. A report that gets lost is no fault.
    pub fn progress(&self, done: f64, total: f64, message: &str) {
        unsafe { (self.api.progress)(self.handle, done, total, th_str::lend(message)) };
    }

    // Results

    /// Adds a piece to the streamed text of the result.
    pub fn write(&self, piece: &str) -> Result<(), Failure> {
        Failure::check(unsafe { (self.api.write)(self.handle, th_str::lend(piece)) })
    }

    /// Adds a text part.
    pub fn add_text(&self, text: &str) -> Result<(), Failure> {
        Failure::check(unsafe { (self.api.text)(self.handle, th_str::lend(text)) })
    }

    /// Gives the result as data, at most once; see [`crate::Object`].
    pub fn json(&self, json: &str) -> Result<(), Failure> {
        Failure::check(unsafe { (self.api.json)(self.handle, th_str::lend(json)) })
    }

    /// Adds bytes: an image or a sound by its media type, otherwise a file.
    pub fn bytes(&self, bytes: &[u8], media_type: &str) -> Result<(), Failure> {
        Failure::check(unsafe {
            (self.api.bytes)(self.handle, bytes.as_ptr().cast(), bytes.len(), th_str::lend(media_type))
        })
    }

    /// Adds a text that stands under a URI; the media type may be empty.
    pub fn text_resource(&self, uri: &str, text: &str, media_type: &str) -> Result<(), Failure> {
        self.add_resource(uri, text.as_bytes(), media_type, 1)
    }

    /// Adds bytes that stand under a URI; the media type may be empty.
    pub fn resource(&self, uri: &str, bytes: &[u8], media_type: &str) -> Result<(), Failure> {
        self.add_resource(uri, bytes, media_type, 0)
    }

    fn add_resource(&self, uri: &str, bytes: &[u8], media_type: &str, is_text: i32) -> Result<(), Failure> {
        let (uri, media_type) = (th_str::lend(uri), th_str::lend(media_type));
        Failure::check(unsafe {
            (self.api.resource)(self.handle, uri, media_type, bytes.as_ptr().cast(), bytes.len(), is_text)
        })
    }

    /// Adds a pointer to something that the client may fetch itself; the media type may be empty.
    pub fn link(&self, uri: &str, name: &str, media_type: &str) -> Result<(), Failure> {
        let (uri, name, media_type) = (th_str::lend(uri), th_str::lend(name), th_str::lend(media_type));
        Failure::check(unsafe { (self.api.link)(self.handle, uri, name, media_type) })
    }

    /// Asks the user and waits. `None` when there is nobody to ask; the answer is a JSON object.
    pub fn ask(&self, question: &str, schema: &str) -> Result<Option<&'host str>, Failure> {
        let mut answer = th_str::NONE;
        let (question, schema) = (th_str::lend(question), th_str::lend(schema));
        match unsafe { (self.api.ask)(self.handle, question, schema, &mut answer) } {
            TH_OK => Ok(Some(self.view(answer))),
            TH_UNSUPPORTED => Ok(None),
            other => Failure::check(other).map(|()| None),
        }
    }

    pub(crate) fn fail(&self, code: &str, message: &str) -> th_status {
        unsafe { (self.api.fail)(self.handle, th_str::lend(code), th_str::lend(message)) }
    }
}
