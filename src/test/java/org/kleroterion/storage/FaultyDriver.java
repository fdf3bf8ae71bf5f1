package org.kleroterion.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kleroterion.database.TestDatabase;

/**
 * The database's driver, whose connections fail when they are told to: at one statement or one
 * commit, just before or just after it took effect. Or they wait there for something else to
 * happen.
 */
public final class FaultyDriver implements Driver {
  /** What comes next; the driver and the tests live in one class loader. */
  private static final AtomicReference<Fault> NEXT = new AtomicReference<>();

  private static final AtomicReference<Meanwhile> MEANWHILE = new AtomicReference<>();

  private final Driver real =
      TestDatabase.isPostgres() ? new org.postgresql.Driver() : new org.h2.Driver();

  /** When it fails. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  /** How it fails. */
  public enum Failure {
    /** The connection is gone, and what it had begun is rolled back. */
    LOST("08006"),
    /** The same, and the database says that nobody knows. */
    UNCLEAR("40003"),
    /** The database has rolled back for another transaction; the connection goes on. */
    CONFLICT("40001");

    private final String state;

    Failure(String state) {
      this.state = state;
    }
  }

  /**
   * @param sql what is in the statement
   * @param commit whether not the statement fails but the commit of its transaction
   * @param times how often in a row
   */
  private record Fault(String sql, boolean commit, Moment moment, Failure failure, int times) {
    @Nullable Fault rest() {
      return times == 1 ? null : new Fault(sql, commit, moment, failure, times - 1);
    }
  }

  private record Meanwhile(String sql, Runnable what) {}

  /** The next statement with this text will fail, and so will as many after it as told. */
  public static void failAt(String sql, Moment moment, Failure failure, int times) {
    NEXT.set(new Fault(sql, false, moment, failure, times));
  }

  /** The next transaction with such a statement will fail at its commit. */
  public static void failAtCommitOf(String sql, Moment moment, Failure failure) {
    NEXT.set(new Fault(sql, true, moment, failure, 1));
  }

  /** Once the next statement with this text is executed, and before anybody sees its result. */
  public static void meanwhile(String sql, Runnable what) {
    MEANWHILE.set(new Meanwhile(sql, what));
  }

  /** Whether everything was met; forgets what was not. */
  public static boolean allHappened() {
    boolean failed = NEXT.getAndSet(null) == null;
    return MEANWHILE.getAndSet(null) == null && failed;
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    @Nullable Connection connection = real.connect(url, properties);
    return connection == null ? null : proxy(Connection.class, new FaultyConnection(connection));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private interface Call {
    Object run() throws Throwable;
  }

  private static final class FaultyConnection implements InvocationHandler {
    private final Connection connection;

    /** Since the transaction began. */
    private final Set<String> executed = new HashSet<>();

    FaultyConnection(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      switch (method.getName()) {
        case "prepareStatement":
          Object statement = call(connection, method, arguments);
          return proxy(
              PreparedStatement.class,
              (self, step, values) ->
                  step.getName().startsWith("execute")
                      ? execute((String) arguments[0], () -> call(statement, step, values))
                      : call(statement, step, values));
        case "commit":
          try {
            return faulty(commitFault(), () -> call(connection, method, arguments));
          } finally {
            executed.clear();
          }
        case "rollback":
          executed.clear();
          return call(connection, method, arguments);
        default:
          return call(connection, method, arguments);
      }
    }

    private Object execute(String sql, Call call) throws Throwable {
      executed.add(sql);
      @Nullable Fault fault = NEXT.get();
      boolean meant = fault != null && !fault.commit() && sql.contains(fault.sql());
      Object result = faulty(meant ? fault : null, call);
      @Nullable Meanwhile meanwhile = MEANWHILE.get();
      if (meanwhile != null
          && sql.contains(meanwhile.sql())
          && MEANWHILE.compareAndSet(meanwhile, null)) {
        meanwhile.what().run();
      }
      return result;
    }

    private @Nullable Fault commitFault() {
      @Nullable Fault fault = NEXT.get();
      boolean meant =
          fault != null
              && fault.commit()
              && executed.stream().anyMatch(sql -> sql.contains(fault.sql()));
      return meant ? fault : null;
    }

    private Object faulty(@Nullable Fault fault, Call call) throws Throwable {
      if (fault == null || !NEXT.compareAndSet(fault, fault.rest())) {
        return call.run();
      }
      if (fault.moment() == Moment.AFTER) {
        call.run();
      }
      // What the database does then: it rolls back what is not committed.
      if (fault.failure() == Failure.CONFLICT) {
        connection.rollback();
      } else {
        connection.close();
      }
      throw new SQLException("as the test says", fault.failure().state);
    }
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return real.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return real.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return real.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return real.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return real.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(FaultyDriver.class.getName());
  }
}
