//! A `sqlite3_vfs` in front of the ordinary one. It asks the [`Disk`] of its thread first.
//!
//! It is the default VFS of this process, so the library uses it without knowing. Threads without a disk use the
//! ordinary one.

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Once, OnceLock};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Disk, Step};

thread_local! {
    static DISK: RefCell<Option<Disk>> = const { RefCell::new(None) };
}

/// Gives this thread a disk.
pub fn insert(disk: Disk) {
    register();
    DISK.set(Some(disk));
}

/// Removes the disk of this thread.
pub fn remove() -> Disk {
    DISK.take().expect("the thread has a disk")
}

/// Calls a function with the disk of this thread.
pub fn with<T>(f: impl FnOnce(&mut Disk) -> T) -> T {
    ask(f).expect("the thread has a disk")
}

fn ask<T>(f: impl FnOnce(&mut Disk) -> T) -> Option<T> {
    DISK.with_borrow_mut(|disk| disk.as_mut().map(f))
}

/// Returns the result of a step as SQLite expects it. Without a disk every step succeeds.
fn code(answer: Option<Result<(), c_int>>) -> c_int {
    match answer {
        Some(Err(code)) => code,
        Some(Ok(())) | None => ffi::SQLITE_OK,
    }
}

/// The ordinary VFS.
struct Ordinary(*mut sqlite3_vfs);

// SAFETY: SQLite never frees VFS objects, and all threads may use them.
unsafe impl Send for Ordinary {}
// SAFETY: as above.
unsafe impl Sync for Ordinary {}

fn ordinary() -> *mut sqlite3_vfs {
    static ORDINARY: OnceLock<Ordinary> = OnceLock::new();
    // SAFETY: a null name finds the default VFS, which is the ordinary one until `register` replaces it.
    ORDINARY.get_or_init(|| Ordinary(unsafe { ffi::sqlite3_vfs_find(ptr::null()) })).0
}

fn register() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // SAFETY: ours is a copy of the ordinary VFS, and static.
        unsafe {
            let mut vfs = *ordinary();
            vfs.szOsFile += c_int::try_from(size_of::<File>()).unwrap();
            vfs.zName = c"failing disk".as_ptr();
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            vfs.pNext = ptr::null_mut();
            assert_eq!(ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 1), ffi::SQLITE_OK);
        }
    });
}

/// An open file. In memory, the ordinary VFS's file follows it.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// Its path, or null for a temporary file, for which power failures do not matter.
    path: *mut PathBuf,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // No shared memory and no memory maps, since the library needs neither.
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// Returns the ordinary VFS's file in an open file.
unsafe fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite allocates `szOsFile` bytes, which has room for both.
    unsafe { file.cast::<File>().add(1).cast() }
}

/// Calls a method of the ordinary VFS's file.
macro_rules! pass {
    ($file:ident . $method:ident ( $($argument:expr),* )) => {{
        let inner = inner($file);
        let method = (*(*inner).pMethods).$method.expect("the ordinary VFS has every method");
        method(inner, $($argument),*)
    }};
}

/// Returns the path of an open file.
unsafe fn path<'a>(file: *mut sqlite3_file) -> Option<&'a Path> {
    // SAFETY: `open` sets it, and only `close` frees it.
    unsafe { (*file.cast::<File>()).path.as_ref().map(PathBuf::as_path) }
}

/// Reads a path as SQLite passes it.
unsafe fn path_of<'a>(name: *const c_char) -> &'a Path {
    // SAFETY: SQLite passes a C string.
    Path::new(std::ffi::OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}

unsafe extern "C" fn open(
    _vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite keeps the contract of `xOpen`. The ordinary VFS gets its own object and its own file.
    unsafe {
        (*file).pMethods = ptr::null();
        let answer = code(ask(|disk| disk.step(Step::Open)));
        if answer != ffi::SQLITE_OK {
            return ffi::SQLITE_CANTOPEN;
        }
        let open = (*ordinary()).xOpen.expect("every VFS opens files");
        let answer = open(ordinary(), name, inner(file), flags, out_flags);
        if answer != ffi::SQLITE_OK {
            return answer;
        }
        let path = if name.is_null() { None } else { Some(path_of(name).to_owned()) };
        if let Some(path) = &path
            && ask(|disk| disk.knows(path)) == Some(false)
        {
            let bytes = whole(file);
            ask(|disk| disk.add(path, bytes));
        }
        let file = file.cast::<File>();
        (*file).path = path.map_or(ptr::null_mut(), |path| Box::into_raw(Box::new(path)));
        (*file).base.pMethods = &raw const METHODS;
        ffi::SQLITE_OK
    }
}

/// Reads an open file. Opening it another time would release its locks.
unsafe fn whole(file: *mut sqlite3_file) -> Vec<u8> {
    // SAFETY: the ordinary VFS has opened the file, and the buffer has the given length.
    unsafe {
        let mut size = 0;
        assert_eq!(pass!(file.xFileSize(&raw mut size)), ffi::SQLITE_OK);
        let mut bytes = vec![0; usize::try_from(size).unwrap()];
        if !bytes.is_empty() {
            let length = c_int::try_from(bytes.len()).unwrap();
            assert_eq!(pass!(file.xRead(bytes.as_mut_ptr().cast(), length, 0)), ffi::SQLITE_OK);
        }
        bytes
    }
}

unsafe extern "C" fn delete(_vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite keeps the contract of `xDelete`.
    unsafe {
        let answer = code(ask(|disk| disk.delete(path_of(name))));
        if answer != ffi::SQLITE_OK {
            return ffi::SQLITE_IOERR_DELETE;
        }
        (*ordinary()).xDelete.expect("every VFS deletes files")(ordinary(), name, sync_folder)
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` made both files, and SQLite does not use the file again.
    unsafe {
        let path = (*file.cast::<File>()).path;
        if !path.is_null() {
            drop(Box::from_raw(path));
        }
        pass!(file.xClose())
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, buffer: *mut c_void, length: c_int, at: i64) -> c_int {
    // SAFETY: SQLite keeps the contract of `xRead`: the buffer has room for `length` bytes.
    unsafe {
        match ask(|disk| disk.step(Step::Read)) {
            Some(Err(code)) => {
                // The contract says that a short read fills the rest with zeros.
                buffer.cast::<u8>().write_bytes(0, usize::try_from(length).unwrap());
                code
            }
            Some(Ok(())) | None => pass!(file.xRead(buffer, length, at)),
        }
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, length: c_int, at: i64) -> c_int {
    // SAFETY: SQLite keeps the contract of `xWrite`: there are `length` bytes.
    unsafe {
        if let Some(path) = path(file) {
            let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap());
            let answer = code(ask(|disk| disk.write(path, usize::try_from(at).unwrap(), bytes)));
            if answer != ffi::SQLITE_OK {
                return answer;
            }
        }
        pass!(file.xWrite(bytes, length, at))
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    // SAFETY: SQLite keeps the contract of `xTruncate`.
    unsafe {
        if let Some(path) = path(file) {
            let answer = code(ask(|disk| disk.truncate(path, usize::try_from(length).unwrap())));
            if answer != ffi::SQLITE_OK {
                return answer;
            }
        }
        pass!(file.xTruncate(length))
    }
}

/// Syncs the disk of this thread only. The real one need not be durable.
unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite keeps the contract of `xSync`.
    unsafe {
        match path(file).and_then(|path| ask(|disk| disk.sync(path))) {
            Some(answer) => code(Some(answer)),
            None => pass!(file.xSync(flags)),
        }
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xFileSize(size)) }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xLock(level)) }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xUnlock(level)) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, answer: *mut c_int) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xCheckReservedLock(answer)) }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: for a pragma, SQLite passes an answer, a name, and a value or null. The value is its own copy of the
    // text, in which OFF fits where FULL was.
    unsafe {
        if operation == ffi::SQLITE_FCNTL_PRAGMA && ask(|disk| disk.forgets_sync) == Some(true) {
            let texts = argument.cast::<*mut c_char>();
            let (name, value) = (*texts.add(1), *texts.add(2));
            if CStr::from_ptr(name) == c"synchronous" && !value.is_null() {
                let off = c"OFF";
                assert!(CStr::from_ptr(value).count_bytes() >= off.count_bytes());
                ptr::copy_nonoverlapping(off.as_ptr(), value, off.count_bytes() + 1);
            }
        }
        pass!(file.xFileControl(operation, argument))
    }
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xSectorSize()) }
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    // SAFETY: the arguments are passed on unchanged.
    unsafe { pass!(file.xDeviceCharacteristics()) }
}
