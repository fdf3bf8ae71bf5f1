package org.kleroterion.gateway.fhir;

import jakarta.ws.rs.core.UriInfo;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Resource;
import org.kleroterion.wire.Page;

/** One page of search results as a {@code Bundle}. */
final class Searchset {
  private Searchset() {}

  static <T> Bundle of(Query query, Page<T> page, Function<T, ? extends Resource> mapper) {
    UriInfo uri = query.uri();
    Bundle bundle = new Bundle().setType(BundleType.SEARCHSET);
    bundle.addLink().setRelation("self").setUrl(query.self().toString());
    page.next()
        .map(query::next)
        .ifPresent(next -> bundle.addLink().setRelation("next").setUrl(next.toString()));
    for (T item : page.items()) {
      Resource resource = mapper.apply(item);
      bundle
          .addEntry()
          .setFullUrl(base(uri) + "/" + resource.fhirType() + "/" + resource.getIdPart())
          .setResource(resource)
          .getSearch()
          .setMode(SearchEntryMode.MATCH);
    }
    return bundle;
  }

  /** The base URL of the resources, as the caller addressed it. */
  static String base(UriInfo uri) {
    return uri.getBaseUriBuilder().path(Fhir.PATH).build().toString();
  }
}
