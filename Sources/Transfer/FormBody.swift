import CCurl
import Glibc

/// The parts of a form in libcurl's hands, for as long as one request is under way.
///
/// Belongs to the curl thread, and outlives what libcurl does with it: `EasyHandle` sees to that.
final class FormBody {
    /// libcurl's own handle of it.
    let pointer: OpaquePointer
    /// Kept alive here, since libcurl points to them.
    private var readers: [PartReader] = []

    /// Nil when libcurl has no memory for it.
    ///
    /// - Parameters:
    ///   - parts: what it consists of, in this order.
    ///   - easy: the handle that will send it.
    ///   - onFailure: told why a part could not be read; the transfer then ends.
    init?(_ parts: [FormPart], easy: UnsafeMutableRawPointer, onFailure: @escaping (any Error) -> Void) {
        guard let pointer = curl_mime_init(easy) else { return nil }
        self.pointer = pointer
        for part in parts {
            guard let place = curl_mime_addpart(pointer), fill(place, with: part, onFailure) else { return nil }
        }
    }

    deinit { curl_mime_free(pointer) }

    private func fill(
        _ place: OpaquePointer,
        with part: FormPart,
        _ onFailure: @escaping (any Error) -> Void
    ) -> Bool {
        guard curl_mime_name(place, part.name) == CURLE_OK, curl_mime_type(place, part.contentType) == CURLE_OK
        else { return false }
        switch part.content {
        case .bytes(let bytes):
            let taken = bytes.withUnsafeBytes { bytes in
                // libcurl copies them; no address at all would mean "no data" and not "empty".
                guard let start = bytes.baseAddress else { return curl_mime_data(place, "", 0) }
                return curl_mime_data(place, start, bytes.count)
            }
            guard taken == CURLE_OK else { return false }
        case .stream(let length, let read):
            let reader = PartReader(length: length, read: read, onFailure: onFailure)
            readers.append(reader)
            guard reader.attach(to: place) == CURLE_OK else { return false }
        }
        // After the data, which would set one of its own.
        guard let fileName = part.fileName else { return true }
        return curl_mime_filename(place, fileName) == CURLE_OK
    }
}

/// A part whose bytes are read as they leave.
private final class PartReader {
    private let length: Int64
    private let read: FormPart.Read
    private let onFailure: (any Error) -> Void
    private var offset: Int64 = 0

    /// What was announced and is no longer there.
    struct Shortened: Error, CustomStringConvertible {
        let description = "it has become shorter while it was sent"
    }

    init(length: Int64, read: @escaping FormPart.Read, onFailure: @escaping (any Error) -> Void) {
        self.length = length
        self.read = read
        self.onFailure = onFailure
    }

    func attach(to place: OpaquePointer) -> CURLcode {
        let me = Unmanaged.passUnretained(self).toOpaque()
        return curl_mime_data_cb(
            place,
            curl_off_t(length),
            { bytes, size, count, context in
                guard let bytes, let reader = PartReader.of(context) else { return Int(CURL_READFUNC_ABORT) }
                return reader.next(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
            },
            { context, offset, origin in
                guard origin == SEEK_SET, let reader = PartReader.of(context) else { return CURL_SEEKFUNC_FAIL }
                reader.offset = Int64(offset)
                return CURL_SEEKFUNC_OK
            },
            nil,
            me
        )
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> PartReader? {
        context.map { Unmanaged<PartReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Fills the buffer, but with no more than was announced: what a file grew by meanwhile is not sent.
    private func next(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = Int(min(Int64(buffer.count), length - offset))
        guard wanted > 0 else { return 0 }
        do {
            let count = try read(offset, UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            guard count > 0 else { throw Shortened() }
            offset += Int64(count)
            return count
        } catch {
            onFailure(error)
            return Int(CURL_READFUNC_ABORT)
        }
    }
}
