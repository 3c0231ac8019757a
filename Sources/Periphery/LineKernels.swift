internal import VectorMath

/// Gain only: converters without bits.
struct GainKernel: LineKernel {
  let table: UnsafePointer<SIMD8<Float>>

  @inline(__always)
  func convert(_ x: SIMD8<Float>, _ eight: Int) -> SIMD8<Float> {
    let line = table + eight * LineTable.fields
    return x * line[0] * line[4] + line[5]
  }
}

/// A digital number to a code and that to the analog output of its line.
struct DACKernel: LineKernel {
  let table: UnsafePointer<SIMD8<Float>>
  let toCode: SIMD8<Float>
  let shift: SIMD8<Float>
  let lowest: SIMD8<Float>
  let highest: SIMD8<Float>
  let toUnit: SIMD8<Float>
  let hasBow: Bool
  /// Saturated conversions, by lane.
  var excess = SIMD8<UInt32>.zero

  init(_ codes: ConverterCodes, _ table: UnsafePointer<SIMD8<Float>>, hasBow: Bool) {
    self.table = table
    self.hasBow = hasBow
    toCode = lanes(Float(1 / codes.leastSignificantBit))
    shift = lanes(Float(codes.shift))
    lowest = lanes(Float(codes.lowest - codes.shift))
    highest = lanes(Float(codes.highest - codes.shift))
    toUnit = lanes(Float(codes.toUnit))
  }

  @inline(__always)
  mutating func convert(_ x: SIMD8<Float>, _ eight: Int) -> SIMD8<Float> {
    let line = table + eight * LineTable.fields
    let wanted = x * toCode - shift
    let inside = held(wanted, lowest, highest)
    countExcess(&excess, wanted, inside)
    var code = roundedToEven(inside)
    if hasBow {
      let u = code * toUnit
      code = code + (lanes(1) - u * u) * (line[2] + line[3] * u)
    }
    return code * line[0] + line[1]
  }
}

/// A digital number to its code.
struct CodeKernel: LineKernel {
  let toCode: SIMD8<Float>
  let shift: SIMD8<Float>
  let lowest: SIMD8<Float>
  let highest: SIMD8<Float>
  /// Saturated conversions, by lane.
  var excess = SIMD8<UInt32>.zero

  init(_ codes: ConverterCodes) {
    toCode = lanes(Float(1 / codes.leastSignificantBit))
    shift = lanes(Float(codes.shift))
    lowest = lanes(Float(codes.lowest - codes.shift))
    highest = lanes(Float(codes.highest - codes.shift))
  }

  @inline(__always)
  mutating func convert(_ x: SIMD8<Float>, _ eight: Int) -> SIMD8<Float> {
    let wanted = x * toCode - shift
    let inside = held(wanted, lowest, highest)
    countExcess(&excess, wanted, inside)
    return roundedToEven(inside) + shift
  }
}

/// The current of a line to a code and that to a digital number.
struct ADCKernel: LineKernel {
  let table: UnsafePointer<SIMD8<Float>>
  let lowest: SIMD8<Float>
  let highest: SIMD8<Float>
  let toUnit: SIMD8<Float>
  let hasBow: Bool
  /// Saturated conversions, by lane.
  var excess = SIMD8<UInt32>.zero

  init(_ codes: ConverterCodes, _ table: UnsafePointer<SIMD8<Float>>, hasBow: Bool) {
    self.table = table
    self.hasBow = hasBow
    lowest = lanes(Float(codes.lowest - codes.shift))
    highest = lanes(Float(codes.highest - codes.shift))
    toUnit = lanes(Float(codes.toUnit))
  }

  @inline(__always)
  mutating func convert(_ x: SIMD8<Float>, _ eight: Int) -> SIMD8<Float> {
    let line = table + eight * LineTable.fields
    var wanted = x * line[0] + line[1]
    if hasBow {
      let u = held(wanted * toUnit, lanes(-1), lanes(1))
      wanted = wanted + (lanes(1) - u * u) * (line[2] + line[3] * u)
    }
    let inside = held(wanted, lowest, highest)
    countExcess(&excess, wanted, inside)
    return roundedToEven(inside) * line[4] + line[5]
  }
}
