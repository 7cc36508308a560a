import CCurl

/// The parts of a form in libcurl's hands, for as long as one request is under way.
///
/// Belongs to the curl thread, and outlives what libcurl does with it: `EasyHandle` sees to that.
final class FormBody {
    /// libcurl's own handle of it.
    let pointer: OpaquePointer
    /// Kept alive here, since libcurl points to them.
    private var readers: [BodyReader] = []

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
            let reader = BodyReader(length: length, read: read, onFailure: onFailure)
            readers.append(reader)
            guard reader.attach(to: place) == CURLE_OK else { return false }
        }
        // After the data, which would set one of its own.
        guard let fileName = part.fileName else { return true }
        return curl_mime_filename(place, fileName) == CURLE_OK
    }
}
