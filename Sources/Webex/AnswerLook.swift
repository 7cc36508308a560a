import Catalog
import JSON
import Transfer

/// A cheap look at a success: whether it can be an answer of the service at all.
///
/// Sign-in pages of a network, start pages of another program and empty answers come with a 200 as well, and would read
/// as "there is nothing". A body is read over once for it, and never parsed: that takes fifteen times its memory.
enum AnswerLook {
    /// What speaks against it, for a person to read; nil when nothing does.
    static func flaw(of response: TransferResponse, to operation: Operation) -> String? {
        // "Nothing to say" is an answer.
        if response.status == 204 { return nil }
        if isWebPage(response.headers) { return "a web page came instead of an answer" }
        guard let first = response.body.first(where: { !isBlank($0) }) else {
            let isList = operation.listPath != nil || operation.paging != nil
            return isList && !operation.mayAnswerNothing(response.status)
                ? "an empty answer came instead of a list" : nil
        }
        return canBegin(first) ? nil : "what came is no JSON"
    }

    /// Whether it is text that is no JSON, and the operation answers so: in words, or as a stream.
    static func isText(_ response: TransferResponse, to operation: Operation) -> Bool {
        guard operation.mayAnswerText(response.status), !response.body.isEmpty, !isWebPage(response.headers) else {
            return false
        }
        // What begins as a list or an object is one that breaks off, unless nobody waits for its end.
        if !operation.isStream, let first = response.body.first(where: { !isBlank($0) }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        {
            return false
        }
        return (try? JSONValue(parsing: response.body)) == nil
    }

    /// Whether it is written for a browser.
    static func isWebPage(_ headers: HeaderFields) -> Bool {
        let type = headers["content-type"]?.lowercased() ?? ""
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    /// Whether every string, list and object of a body is closed: one that broke off has some left open.
    ///
    /// About a millisecond for a megabyte. What is wrong in the middle is left to who parses it: no connection does that.
    static func isWhole(_ body: [UInt8]) -> Bool {
        body.withUnsafeBufferPointer { bytes in
            var depth = 0, isText = false, isEscaped = false
            for byte in bytes {
                if isText {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isText = false
                    }
                } else if byte == UInt8(ascii: "\"") {
                    isText = true
                } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                    depth += 1
                } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                    depth -= 1
                }
            }
            return depth == 0 && !isText
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// Whether a value of JSON can begin with it.
    private static func canBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            true
        default: false
        }
    }
}
