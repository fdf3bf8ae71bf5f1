package org.kleroterion.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No cell of any list can be a formula. */
@Tag("R18")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CsvTest {
  private static final List<String> HOSTILE =
      List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=", "-", "=\"a\",\r\n=b");
  private static final List<String> HARMLESS =
      List.of("", "S-1", " =1", "a=b", "'=1", "1-1", "{\"a\":1}", "ä", "\n=1");

  /** Every record that has columns, by reflection: a new list is tested too. */
  static Stream<Class<?>> lists() {
    List<Class<?>> lists = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.kleroterion")) {
      if (type.tryGetField("COLUMNS")
          .filter(field -> field.getRawType().isEquivalentTo(Columns.class))
          .isPresent()) {
        lists.add(type.reflect());
      }
    }
    assertThat(lists)
        .extracting(Class::getSimpleName)
        .contains(
            "AllocationView",
            "AssessmentView",
            "Card",
            "CorrectionView",
            "DeliveryView",
            "DestinationView",
            "EmergencyListView",
            "EntryView",
            "SlotView",
            "TrialView");
    return lists.stream().sorted(Comparator.comparing(Class::getName));
  }

  @SuppressWarnings("unchecked")
  private static Columns<Object> columns(Class<?> list) throws Exception {
    Field columns = list.getDeclaredField("COLUMNS");
    columns.setAccessible(true);
    return (Columns<Object>) columns.get(null);
  }

  /** An item with this text in every place that takes one. */
  private static Object item(Type type, String text) throws Exception {
    if (type instanceof ParameterizedType generic) {
      Type of = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return Optional.of(item(of, text));
      }
      return generic.getRawType() == List.class ? List.of(item(of, text)) : Map.of();
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      RecordComponent[] components = raw.getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = item(components[i].getGenericType(), text);
      }
      Constructor<?> constructor =
          raw.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[0];
    }
    return Map.<Class<?>, Object>of(
            String.class,
            text,
            Instant.class,
            Instant.EPOCH,
            UUID.class,
            new UUID(0, 1),
            long.class,
            -7L,
            Long.class,
            -7L,
            int.class,
            -7,
            boolean.class,
            true)
        .get(raw);
  }

  private static <T> List<List<String>> csv(Columns<T> columns, List<T> items) throws Exception {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    Csv.header(columns, csv);
    Csv.rows(columns, items, csv);
    try (MappingIterator<List<String>> rows =
        new CsvMapper()
            .readerForListOf(String.class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .readValues(csv.toByteArray())) {
      return rows.readAll();
    }
  }

  @ParameterizedTest
  @MethodSource("lists")
  void a_text_of_a_list_is_no_formula_and_a_number_stays_a_number(Class<?> list) throws Exception {
    Columns<Object> columns = columns(list);
    for (String text : HOSTILE) {
      Object item = item(list, text);
      List<List<String>> rows = csv(columns, List.of(item, item));
      assertThat(rows).hasSize(3);
      assertThat(rows.get(1)).hasSameSizeAs(rows.get(0)).isEqualTo(rows.get(2));
      assertThat(rows.get(1))
          .as("%s with %s", list, text)
          .contains("'" + text)
          .allMatch(cell -> cell.equals("-7") || !cell.matches("(?s)[=+@\t\r-].*"));
    }
  }

  @Test
  void other_texts_are_not_changed() throws Exception {
    Columns<String> columns = new Columns<String>().with("text", text -> text).with("n", text -> 1);
    for (String text : HARMLESS) {
      assertThat(csv(columns, List.of(text)).get(1)).containsExactly(text, "1");
    }
  }

  @Test
  void a_list_in_memory_is_read_page_by_page_in_the_order_of_its_keys() {
    List<String> all = IntStream.range(0, 250).mapToObj("t-%d"::formatted).sorted().toList();
    List<String> shuffled = new ArrayList<>(all);
    java.util.Collections.reverse(shuffled);
    Columns<String> columns = new Columns<String>().with("text", text -> text);

    PageRequest request = new PageRequest();
    Page<String> first = Page.within(shuffled, request, text -> text, columns);
    assertThat(first.items()).isEqualTo(all.subList(0, 100));

    List<String> read = new ArrayList<>();
    for (Optional<Page<String>> page = Optional.of(first);
        page.isPresent();
        page = page.get().rest()) {
      read.addAll(page.get().items());
    }
    assertThat(read).isEqualTo(all);
  }
}
