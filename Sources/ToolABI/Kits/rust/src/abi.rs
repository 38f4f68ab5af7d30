// SPDX-License-Identifier: Apache-2.0
//! `toolhost.h` in Rust, field by field. The header is the reference; the layout is held against it when this compiles.

#![allow(non_camel_case_types, missing_docs)]

use std::ffi::{c_char, c_void};
use std::mem::size_of;

pub const TH_ABI_VERSION: u32 = 0x0001_0000;
pub const TH_ABI_MIN: u32 = 0x0001_0000;
pub const TH_MAGIC: u64 = 0x746f_6f6c_686f_7374;

pub type th_status = i32;
pub const TH_OK: th_status = 0;
pub const TH_FAILED: th_status = -1;
pub const TH_INVALID: th_status = -2;
pub const TH_NOT_FOUND: th_status = -3;
pub const TH_LIMIT: th_status = -4;
pub const TH_ENDED: th_status = -5;
pub const TH_CANCELLED: th_status = -6;
pub const TH_UNSUPPORTED: th_status = -7;

/// A text: UTF-8, `length` bytes, possibly without a NUL byte at its end.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct th_str {
    pub data: *const c_char,
    pub length: usize,
}

impl th_str {
    pub const NONE: th_str = th_str { data: std::ptr::null(), length: 0 };

    /// Lends a text; the value must not outlive it.
    pub const fn lend(text: &str) -> th_str {
        th_str { data: text.as_ptr() as *const c_char, length: text.len() }
    }
}

#[repr(C)]
pub struct th_tool {
    pub struct_size: u32,
    pub flags: u32,
    pub name: th_str,
    pub title: th_str,
    pub description: th_str,
    pub input_schema: th_str,
    pub output_schema: th_str,
    pub hints: u32,
    pub concurrency: u32,
    pub timeout_ms: u32,
    pub output_bytes: u32,
    pub invoke: Option<unsafe extern "C" fn(ctx: *mut c_void, call: *mut th_call) -> th_status>,
    pub ctx: *mut c_void,
    pub drop: Option<unsafe extern "C" fn(ctx: *mut c_void)>,
    pub reserved: [*const c_void; 2],
}

#[repr(C)]
pub struct th_registrar {
    pub struct_size: u32,
    pub reserved: u32,
    pub add_tool: unsafe extern "C" fn(registrar: *mut th_registrar, tool: *const th_tool) -> th_status,
}

#[repr(C)]
pub struct th_plugin {
    pub struct_size: u32,
    pub flags: u32,
    pub magic: u64,
    pub abi_built: u32,
    pub abi_min: u32,
    pub id: th_str,
    pub name: th_str,
    pub version: th_str,
    pub license: th_str,
    pub init: unsafe extern "C" fn(*const th_host, *mut th_registrar, *mut *mut c_void) -> th_status,
    pub shutdown: Option<unsafe extern "C" fn(instance: *mut c_void)>,
    pub get_extension: Option<unsafe extern "C" fn(instance: *mut c_void, id: *const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct th_host {
    pub struct_size: u32,
    pub abi_version: u32,
    pub name: th_str,
    pub version: th_str,
    pub get_extension: unsafe extern "C" fn(host: *const th_host, id: *const c_char) -> *const c_void,
    pub set_error: unsafe extern "C" fn(host: *const th_host, code: th_status, message: th_str),
}

#[repr(C)]
pub struct th_call {
    pub api: *const th_call_api,
}

#[repr(C)]
pub struct th_call_api {
    pub struct_size: u32,
    pub reserved: u32,
    pub arguments: unsafe extern "C" fn(call: *mut th_call) -> th_str,
    pub argument_text: unsafe extern "C" fn(*mut th_call, name: th_str, out: *mut th_str) -> th_status,
    pub argument_integer: unsafe extern "C" fn(*mut th_call, name: th_str, out: *mut i64) -> th_status,
    pub argument_number: unsafe extern "C" fn(*mut th_call, name: th_str, out: *mut f64) -> th_status,
    pub argument_boolean: unsafe extern "C" fn(*mut th_call, name: th_str, out: *mut i32) -> th_status,
    pub argument_json: unsafe extern "C" fn(*mut th_call, name: th_str, out: *mut th_str) -> th_status,
    pub id: unsafe extern "C" fn(call: *mut th_call) -> th_str,
    pub remaining_ns: unsafe extern "C" fn(call: *mut th_call) -> u64,
    pub is_cancelled: unsafe extern "C" fn(call: *mut th_call) -> i32,
    pub cancel_descriptor: unsafe extern "C" fn(call: *mut th_call) -> i32,
    pub progress: unsafe extern "C" fn(*mut th_call, done: f64, total: f64, message: th_str) -> th_status,
    pub write: unsafe extern "C" fn(*mut th_call, piece: th_str) -> th_status,
    pub text: unsafe extern "C" fn(*mut th_call, text: th_str) -> th_status,
    pub json: unsafe extern "C" fn(*mut th_call, json: th_str) -> th_status,
    pub bytes: unsafe extern "C" fn(*mut th_call, *const c_void, usize, media_type: th_str) -> th_status,
    pub resource:
        unsafe extern "C" fn(*mut th_call, uri: th_str, th_str, *const c_void, usize, is_text: i32) -> th_status,
    pub link: unsafe extern "C" fn(*mut th_call, uri: th_str, name: th_str, media_type: th_str) -> th_status,
    pub ask: unsafe extern "C" fn(*mut th_call, question: th_str, schema: th_str, out: *mut th_str) -> th_status,
    pub fail: unsafe extern "C" fn(*mut th_call, code: th_str, message: th_str) -> th_status,
    pub scratch: unsafe extern "C" fn(*mut th_call, size: usize) -> *mut c_void,
}

#[repr(C)]
pub struct th_log_v1 {
    pub write: unsafe extern "C" fn(host: *const th_host, level: i32, message: th_str),
}

#[repr(C)]
pub struct th_config_v1 {
    pub get: unsafe extern "C" fn(host: *const th_host, key: th_str, value: *mut th_str) -> th_status,
}

#[repr(C)]
pub struct th_paths_v1 {
    pub sandbox: unsafe extern "C" fn(host: *const th_host) -> th_str,
    pub data: unsafe extern "C" fn(host: *const th_host) -> th_str,
    pub cache: unsafe extern "C" fn(host: *const th_host) -> th_str,
}

const _: () = {
    assert!(size_of::<th_str>() == 16);
    assert!(size_of::<th_tool>() == 144);
    assert!(size_of::<th_registrar>() == 16);
    assert!(size_of::<th_plugin>() == 112);
    assert!(size_of::<th_host>() == 56);
    assert!(size_of::<th_call>() == 8);
    assert!(size_of::<th_call_api>() == 168);
    assert!(size_of::<th_log_v1>() == 8);
    assert!(size_of::<th_config_v1>() == 8);
    assert!(size_of::<th_paths_v1>() == 24);
};
