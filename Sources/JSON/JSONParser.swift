import CJSON

extension JSONValue {
    /// Reads a whole JSON document, UTF-8, with or without a byte-order mark.
    ///
    /// Of two fields with one name the last counts. Integers from 2^63 on become `.number`. Half of a surrogate pair
    /// reads as U+FFFD. Nesting deeper than 512 is an error.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in try JSONValue(parsing: buffer) }
        }
        self = try result.get()
    }

    /// Reads a whole JSON document from text; see `init(parsing:)` for bytes.
    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a whole JSON document from memory that is left alone; see `init(parsing:)` for bytes.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
        guard let document = cjson_new() else {
            throw JSONError(problem: "not enough memory to read this JSON", place: nil)
        }
        defer { cjson_free(document) }
        var fault = cjson_error()
        guard cjson_parse(document, bytes.baseAddress, bytes.count, &fault) else {
            throw JSONError(fault)
        }
        var reader = TapeReader(tape: cjson_document_tape(document))
        self = reader.value()
    }
}

/// Turns the tape of one document into values, going as deep as the document does, which CJSON limits.
private struct TapeReader {
    let tape: cjson_tape
    var place = Int(CJSON_FIRST)

    mutating func value() -> JSONValue {
        let start = place
        place = cjson_next(tape, start)
        switch cjson_kind_at(tape, start) {
        case CJSON_STRING: return .string(text(at: start))
        case CJSON_INTEGER: return .integer(cjson_integer(tape, start))
        case CJSON_UNSIGNED: return .number(Double(cjson_unsigned(tape, start)))
        case CJSON_DOUBLE: return .number(cjson_double(tape, start))
        case CJSON_TRUE: return .bool(true)
        case CJSON_FALSE: return .bool(false)
        case CJSON_LIST: return .array(items(at: start))
        case CJSON_OBJECT: return .object(JSONObject(Fields(reader: self, start: start)))
        default: return .null
        }
    }

    /// The items of the list at `start`, whose end `place` has already passed.
    private func items(at start: Int) -> [JSONValue] {
        var reader = self
        reader.place = start + 1
        var items: [JSONValue] = []
        items.reserveCapacity(cjson_count(tape, start))
        while cjson_kind_at(tape, reader.place) != CJSON_LIST_END {
            items.append(reader.value())
        }
        return items
    }

    func text(at start: Int) -> String {
        var length = 0
        let bytes = cjson_string(tape, start, &length)
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
    }

    /// The fields of an object, one after the other.
    struct Fields: Sequence, IteratorProtocol {
        var reader: TapeReader
        let underestimatedCount: Int

        init(reader: TapeReader, start: Int) {
            self.reader = reader
            self.reader.place = start + 1
            underestimatedCount = cjson_count(reader.tape, start)
        }

        mutating func next() -> JSONObject.Member? {
            guard cjson_kind_at(reader.tape, reader.place) == CJSON_STRING else { return nil }
            let key = reader.text(at: reader.place)
            reader.place += 1
            return JSONObject.Member(key: key, value: reader.value())
        }
    }
}

extension JSONError {
    fileprivate init(_ fault: cjson_error) {
        problem = fault.message.map { String(cString: $0) } ?? "this is no JSON"
        place =
            fault.line == 0
            ? nil : Place(offset: Int(fault.offset), line: Int(fault.line), column: Int(fault.column))
    }
}
