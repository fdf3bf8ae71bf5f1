package org.kleroterion.allocation.emergency;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.kleroterion.storage.Conditions;

/** The emergency lists. Rows are added and read, never changed. */
@ApplicationScoped
class EmergencyListRepository implements PanacheRepositoryBase<EmergencyList, EmergencyList.Key> {
  Optional<EmergencyList> find(String trial, int number) {
    return findByIdOptional(new EmergencyList.Key(trial, number));
  }

  /** The number of the next list. It can change unless the log is locked. */
  int nextNumber(String trial) {
    return 1
        + find("trial = ?1 order by number desc", trial).page(0, 1).<EmergencyList>stream()
            .findFirst()
            .map(list -> list.number)
            .orElse(0);
  }

  List<EmergencyList> page(Conditions conditions, int rows) {
    return find(conditions.where() + " order by number", conditions.parameters())
        .page(0, rows)
        .list();
  }

  /** The lists whose entries lie between two positions, both inclusive. */
  List<EmergencyList> between(String trial, long first, long last) {
    return list("trial = ?1 and entryPosition between ?2 and ?3", trial, first, last);
  }
}
