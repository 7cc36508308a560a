import Crypto
import Glibc
import JSON
import Webex

/// Plans as files: JSON with a line for each change, and a checksum over all that it says.
package enum PlanFile {
    /// The field that tells a plan from any other JSON, with the version of its form.
    static let mark = "patchbay_plan"
    /// The newest form that this program reads.
    static let version: Int64 = 1
    /// What every plan's text begins with.
    static let beginning = Array("{\n  \"\(mark)\": ".utf8)
    private static let checksum = "checksum"
    /// Bytes that a plan may have.
    private static let longest = 1 << 30
    /// Fields whose entries have a line each.
    private static let lists: Set<String> = ["changes", "expected", "held"]

    /// The text of a plan, with its checksum.
    package static func text(_ plan: Plan) -> [UInt8] {
        var fields = plan.json
        fields[checksum] = .string(hash(of: fields))
        var text = Array("{\n".utf8)
        for (place, field) in fields.enumerated() {
            text += Array("  ".utf8) + JSONValue.string(field.key).encoded() + Array(": ".utf8)
            if lists.contains(field.key), let entries = field.value.array, !entries.isEmpty {
                text += Array("[\n".utf8)
                for (place, entry) in entries.enumerated() {
                    text +=
                        Array("    ".utf8) + entry.encoded() + Array((place + 1 < entries.count ? ",\n" : "\n").utf8)
                }
                text += Array("  ]".utf8)
            } else {
                text += field.value.encoded()
            }
            text += Array((place + 1 < fields.keys.count ? ",\n" : "\n").utf8)
        }
        return text + Array("}\n".utf8)
    }

    /// Reads a plan.
    ///
    /// - Parameters:
    ///   - path: the file as it was named.
    ///   - currentFolder: what a relative path is seen from.
    /// - Returns: the plan.
    /// - Throws: `HostError`: `notFound` without a file; `invalid` for one that is cut off, no plan, from a newer version, or
    ///   changed since it was made.
    package static func read(_ path: String, currentFolder: String) throws(HostError) -> Plan {
        let file = try Descriptor.open(
            try PathText.absolute(path, in: currentFolder),
            flags: O_RDONLY | O_NONBLOCK,
            shown: path
        )
        let status = try file.status(shown: path)
        guard FileStatus.kind(of: status) == .file else {
            throw HostError(
                .invalid,
                path,
                "is no file",
                hint: "name the file that patchbay run --plan --out has written"
            )
        }
        guard status.st_size <= longest else { throw HostError(.invalid, path, "is too long for a plan") }
        let bytes = try ReadingFile(file, path: path).next(Int(status.st_size) + 1)
        return try plan(bytes, shown: path)
    }

    /// The plan that a text is.
    ///
    /// - Throws: `HostError` of kind `invalid`, as `read` does.
    static func plan(_ bytes: [UInt8], shown path: String) throws(HostError) -> Plan {
        guard !bytes.isEmpty else { throw HostError(.invalid, path, "is empty: it is no plan", hint: again) }
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            let isCut = bytes.starts(with: Array("{".utf8)) && !ends(bytes)
            throw HostError(.invalid, path, isCut ? "is cut off: it does not end" : "is no plan: \(error)", hint: again)
        }
        guard var fields = value.object, let form = fields[mark]?.integer else {
            throw HostError(.invalid, path, "is no plan", hint: "patchbay run --plan --out FILE writes one")
        }
        guard form <= version else {
            throw HostError(
                .invalid,
                path,
                "is a plan of form \(form), which a newer Patchbay has made; this one reads up to \(version)",
                hint: "carry it out with the version that made it, \(fields["patchbay"]?.string ?? "a newer one")"
            )
        }
        let said = fields[checksum]?.string
        // Of a field that is there twice, one would be hidden from who looks at it.
        let isPlain = colons(in: bytes) == members(of: value)
        fields[checksum] = JSONValue?.none
        guard let said, said == hash(of: fields), isPlain else {
            throw HostError(
                .invalid,
                path,
                "has been edited since it was made: its checksum does not fit",
                hint: "a plan is carried out as it was looked at; change the script or its arguments and plan again"
            )
        }
        guard let plan = Plan(fields) else { throw HostError(.invalid, path, "is no whole plan", hint: again) }
        return plan
    }

    /// Whether a text ends as a plan does, with a brace at the beginning of a line.
    private static func ends(_ bytes: [UInt8]) -> Bool {
        let end = bytes.reversed().drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return end.first == UInt8(ascii: "}") && end.dropFirst().first == UInt8(ascii: "\n")
    }

    /// How many fields a JSON text has: the colons outside of its strings.
    private static func colons(in bytes: [UInt8]) -> Int {
        var count = 0
        var isText = false, isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isText.toggle()
            } else if isText {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: ":") {
                count += 1
            }
        }
        return count
    }

    /// How many fields the objects in a value have.
    private static func members(of value: JSONValue) -> Int {
        switch value {
        case .object(let fields): fields.reduce(0) { $0 + 1 + members(of: $1.value) }
        case .array(let entries): entries.reduce(0) { $0 + members(of: $1) }
        default: 0
        }
    }

    private static let again = "make it again with patchbay run --plan --out FILE"

    private static func hash(of fields: JSONObject) -> String {
        Hexadecimal.text(SHA256.hash(data: JSONValue.object(fields).canonical()))
    }
}
