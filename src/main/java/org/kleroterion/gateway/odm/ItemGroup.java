package org.kleroterion.gateway.odm;

import java.io.IOException;
import java.util.List;

/**
 * A group of items that are recorded together.
 *
 * @param repeating whether a form can hold the group more than once
 */
record ItemGroup(String oid, String name, boolean repeating, List<ItemDef> items) {
  ItemGroup {
    items = List.copyOf(items);
  }

  void write(XmlOutput xml) throws IOException {
    xml.start("ItemGroupDef", "OID", oid, "Name", name, "Repeating", repeating ? "Yes" : "No");
    for (int i = 0; i < items.size(); i++) {
      xml.empty(
          "ItemRef",
          "ItemOID",
          items.get(i).oid(),
          "OrderNumber",
          Integer.toString(i + 1),
          "Mandatory",
          "No");
    }
    xml.end();
  }
}
