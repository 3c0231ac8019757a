internal import CZlib

/// Writes 8-bit grey images in the Portable Network Graphics format (ISO/IEC 15948): signature, header, one deflated
/// block of rows, end.
public enum PNG {
  /// The file of an image: 0 is black, 255 white.
  ///
  /// - Parameter pixels: row by row from the top left, `width * height` in number.
  public static func encode(pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "\(pixels.count) pixels")
    precondition(width <= Int(Int32.max) && height <= Int(Int32.max), "\(width) x \(height) pixels")
    // Every row opens with its filter; 0 leaves the bytes as they are.
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for row in 0..<height { rows += [0] + pixels[row * width..<(row + 1) * width] }
    // Depth 8, colour type 0 (grey), then the only compression, filter method and no interlacing.
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", deflated(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    let check = body.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    return bigEndian(UInt32(content.count)) + body + bigEndian(UInt32(truncatingIfNeeded: check))
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    let status = compress2(&result, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
    precondition(status == Z_OK, "zlib status \(status) with an output of sufficient size")
    return Array(result[..<Int(length)])
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
