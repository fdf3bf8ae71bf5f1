package org.kleroterion.gateway.odm;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kleroterion.trial.protocol.Criterion;
import org.kleroterion.trial.protocol.Variable;

/**
 * An item: one value of a form.
 *
 * @param type one of ODM's data types
 * @param length the largest number of characters or digits
 * @param missing the numbers that stand for a missing value and must not be entered
 * @param codeList the OID of the list of allowed codes
 */
record ItemDef(
    String oid,
    String name,
    String type,
    OptionalInt length,
    Optional<String> description,
    String question,
    Optional<String> unit,
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> maximum,
    List<BigDecimal> missing,
    Optional<String> codeList) {

  static ItemDef text(String oid, String question, int length) {
    return simple(oid, "text", OptionalInt.of(length), question, Optional.empty());
  }

  static ItemDef time(String oid, String question) {
    return simple(oid, "datetime", OptionalInt.empty(), question, Optional.empty());
  }

  static ItemDef number(String oid, String question, int digits) {
    return simple(oid, "integer", OptionalInt.of(digits), question, Optional.empty());
  }

  static ItemDef coded(String oid, String question, String codeList, Collection<String> codes) {
    return simple(oid, "text", longest(codes), question, Optional.of(codeList));
  }

  private static ItemDef simple(
      String oid, String type, OptionalInt length, String question, Optional<String> codeList) {
    return new ItemDef(
        oid,
        Oids.name(oid),
        type,
        length,
        Optional.empty(),
        question,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        codeList);
  }

  static ItemDef of(Criterion criterion, Collection<String> outcomes) {
    return new ItemDef(
        Oids.criterion(criterion.id()),
        criterion.id(),
        "text",
        longest(outcomes),
        Optional.of(
            (criterion.kind() == Criterion.Kind.INCLUSION ? "Inclusion" : "Exclusion")
                + " criterion "
                + criterion.id()
                + "; rule: "
                + criterion.rule().source()),
        criterion.text(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(Oids.OUTCOMES));
  }

  static ItemDef of(Variable variable) {
    boolean coded = variable.type() == Variable.Type.CODE;
    return new ItemDef(
        Oids.value(variable.name()),
        variable.name(),
        type(variable.type()),
        coded ? longest(variable.codes().keySet()) : digits(variable),
        Optional.empty(),
        variable.label(),
        variable.unit(),
        variable.minimum(),
        variable.maximum(),
        variable.missing(),
        coded ? Optional.of(Oids.codes(variable.name())) : Optional.empty());
  }

  private static String type(Variable.Type type) {
    return switch (type) {
      case INTEGER -> "integer";
      case NUMBER -> "float";
      case BOOLEAN -> "boolean";
      case CODE -> "text";
    };
  }

  // A protocol does not limit the decimal places of a NUMBER, so its length is left out.
  private static OptionalInt digits(Variable variable) {
    if (variable.type() != Variable.Type.INTEGER) {
      return OptionalInt.empty();
    }
    BigDecimal low = variable.minimum().orElse(BigDecimal.valueOf(Integer.MIN_VALUE));
    BigDecimal high = variable.maximum().orElse(BigDecimal.valueOf(Integer.MAX_VALUE));
    return OptionalInt.of(low.abs().max(high.abs()).toBigInteger().toString().length());
  }

  private static OptionalInt longest(Collection<String> codes) {
    return codes.stream().mapToInt(String::length).max();
  }

  void write(XmlOutput xml) throws IOException {
    xml.start("ItemDef", "OID", oid, "Name", name, "DataType", type);
    if (length.isPresent()) {
      xml.attribute("Length", Integer.toString(length.getAsInt()));
    }
    if (description.isPresent()) {
      Translated.write(xml, "Description", description.get());
    }
    Translated.write(xml, "Question", question);
    if (unit.isPresent()) {
      xml.empty("MeasurementUnitRef", "MeasurementUnitOID", Oids.unit(unit.get()));
    }
    writeBound(xml, "GE", minimum);
    writeBound(xml, "LE", maximum);
    if (!missing.isEmpty()) {
      xml.start("RangeCheck", "Comparator", "NOTIN", "SoftHard", "Hard");
      for (BigDecimal code : missing) {
        xml.text("CheckValue", code.toPlainString());
      }
      xml.end();
    }
    if (codeList.isPresent()) {
      xml.empty("CodeListRef", "CodeListOID", codeList.get());
    }
    xml.end();
  }

  private static void writeBound(XmlOutput xml, String comparator, Optional<BigDecimal> bound)
      throws IOException {
    if (bound.isPresent()) {
      xml.start("RangeCheck", "Comparator", comparator, "SoftHard", "Hard")
          .text("CheckValue", bound.get().toPlainString())
          .end();
    }
  }
}
