// SPDX-License-Identifier: Apache-2.0

/// A character set of the web, by its name in the Encoding standard.
struct Charset: Sendable, Hashable {
    /// As the standard writes it, in lower case: `windows-1252`.
    let name: String

    static let utf8 = Charset(known: "utf-8")
    static let windows1252 = Charset(known: "windows-1252")

    private init(known name: String) {
        self.name = name
    }

    /// The character set that pages mean by `label`; nil for a label that no browser knows.
    init?(label: String) {
        let label = label.lowercased()
        if Self.libraryNames[label] != nil {
            self.init(known: label)
        } else if let name = Self.labels[label] {
            self.init(known: name)
        } else {
            return nil
        }
    }

    /// What iconv calls it.
    var libraryName: String { Self.libraryNames[name] ?? "UTF-8" }

    /// All that there are.
    static var all: [Charset] { libraryNames.keys.sorted().map(Charset.init(known:)) }

    /// Names of the standard with the names that the GNU C library has for the same.
    private static let libraryNames: [String: String] = [
        "utf-8": "UTF-8", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
        "windows-1250": "CP1250", "windows-1251": "CP1251", "windows-1252": "CP1252",
        "windows-1253": "CP1253", "windows-1254": "CP1254", "windows-1255": "CP1255",
        "windows-1256": "CP1256", "windows-1257": "CP1257", "windows-1258": "CP1258",
        "windows-874": "CP874",
        "iso-8859-2": "ISO-8859-2", "iso-8859-3": "ISO-8859-3", "iso-8859-4": "ISO-8859-4",
        "iso-8859-5": "ISO-8859-5", "iso-8859-6": "ISO-8859-6", "iso-8859-7": "ISO-8859-7",
        "iso-8859-8": "ISO-8859-8", "iso-8859-10": "ISO-8859-10", "iso-8859-13": "ISO-8859-13",
        "iso-8859-14": "ISO-8859-14", "iso-8859-15": "ISO-8859-15", "iso-8859-16": "ISO-8859-16",
        "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "ibm866": "CP866", "macintosh": "MACINTOSH",
        "gb18030": "GB18030", "gbk": "GB18030", "big5": "BIG5-HKSCS", "euc-jp": "EUC-JP",
        "iso-2022-jp": "ISO-2022-JP", "shift_jis": "CP932", "euc-kr": "CP949",
    ]

    /// Other labels that pages use.
    ///
    /// Most of those that claim Latin-1 have Windows' additions in them.
    private static let labels: [String: String] = [
        "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf-16": "utf-16le", "unicode": "utf-16le",
        "ucs-2": "utf-16le",
        "ascii": "windows-1252", "us-ascii": "windows-1252", "ansi_x3.4-1968": "windows-1252",
        "latin1": "windows-1252", "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252",
        "iso88591": "windows-1252", "iso_8859-1": "windows-1252", "l1": "windows-1252",
        "cp1252": "windows-1252", "x-cp1252": "windows-1252",
        "cp1250": "windows-1250", "x-cp1250": "windows-1250", "cp1251": "windows-1251",
        "x-cp1251": "windows-1251", "cp1253": "windows-1253", "cp1254": "windows-1254",
        "latin5": "windows-1254", "iso-8859-9": "windows-1254", "iso8859-9": "windows-1254",
        "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257",
        "cp1258": "windows-1258", "tis-620": "windows-874", "iso-8859-11": "windows-874",
        "latin2": "iso-8859-2", "iso8859-2": "iso-8859-2", "cyrillic": "iso-8859-5",
        "arabic": "iso-8859-6", "greek": "iso-8859-7", "hebrew": "iso-8859-8",
        "iso-8859-8-i": "iso-8859-8", "latin9": "iso-8859-15", "latin-9": "iso-8859-15",
        "iso8859-15": "iso-8859-15",
        "koi8": "koi8-r", "koi": "koi8-r", "koi8-ru": "koi8-u", "cp866": "ibm866", "866": "ibm866",
        "mac": "macintosh", "x-mac-roman": "macintosh",
        "gb2312": "gbk", "gb_2312-80": "gbk", "chinese": "gbk", "x-gbk": "gbk",
        "big5-hkscs": "big5", "cn-big5": "big5", "x-x-big5": "big5",
        "x-euc-jp": "euc-jp", "csiso2022jp": "iso-2022-jp",
        "shift-jis": "shift_jis", "sjis": "shift_jis", "x-sjis": "shift_jis", "ms_kanji": "shift_jis",
        "windows-31j": "shift_jis", "ms932": "shift_jis",
        "ks_c_5601-1987": "euc-kr", "ksc5601": "euc-kr", "korean": "euc-kr", "windows-949": "euc-kr",
        "uhc": "euc-kr",
    ]
}
