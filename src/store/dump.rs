//! Dumps the full state as JSON, in a stable order.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use crate::error::{Error, Fault, Result};
use crate::store::ReadTx;
use crate::store::sql::{json, timestamp};
use crate::store::token::SEPARATOR;

statements! {
    DUMP_ROUTERS = "SELECT ecr_id, owner, asn, name, description, resource_group_id, status, created_ms, modified_ms, key FROM router ORDER BY key";
    DUMP_CHILD_INSTANCES = "SELECT association_id, instance_id, region, owner, description, status, created_ms, modified_ms FROM child_instance WHERE router = ?1 ORDER BY key";
    DUMP_ASSOCIATIONS = "SELECT association_id, node_type, node_id, node_owner, cen_id, region, description, prefixes, prefixes_mode, status, attached, created_ms, modified_ms, key FROM association WHERE router = ?1 ORDER BY key";
    DUMP_TRANSIT_MODES = "SELECT region, mode FROM transit_mode WHERE router = ?1 ORDER BY position";
    DUMP_ROUTES = "SELECT cidr, next_hop, region, as_path, community, med, disabled FROM route WHERE router = ?1 ORDER BY disabled, id";
    DUMP_DISABLED_ROUTES = "SELECT cidr, next_hop, region, created_ms FROM disabled_route WHERE router = ?1 ORDER BY key";
    DUMP_GRANTS = "SELECT grant_id, ecr_id, ecr_owner, owner, instance_id, instance_type, instance_region, created_ms FROM grant ORDER BY key";
    DUMP_FLOW_LOGS = "SELECT flow_log_id, name, description, instance_id, interval_s, sampling_rate, project, log_store, region, sls_region, resource_group_id, status, created_ms, key FROM flow_log WHERE router = ?1 ORDER BY key";
    DUMP_PENDING = "SELECT due_ms, ecr_id, ifnull(child_instance.association_id, association.association_id) AS association_id FROM pending JOIN router ON router.key = pending.router LEFT JOIN child_instance ON child_instance.key = pending.child_instance LEFT JOIN association ON association.key = pending.association ORDER BY due_ms, id";
    DUMP_TOKENS = "SELECT scope, parameters, response, created_ms FROM token ORDER BY id";
}

/// Reads the columns of a row as JSON, by name.
fn object(row: &Row<'_>) -> rusqlite::Result<Map<String, Value>> {
    let mut object = Map::new();
    for (index, name) in row.as_ref().column_names().enumerate() {
        let value = match row.get_ref(index)? {
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
            // SQLite has no unsigned integers.
            ValueRef::Integer(number) if matches!(name, "owner" | "node_owner" | "ecr_owner") => {
                number.cast_unsigned().into()
            }
            ValueRef::Integer(number) => number.into(),
            ValueRef::Text(_) if name == "prefixes" => json(row, index)?,
            ValueRef::Text(_) => row.get_ref(index)?.as_str()?.into(),
        };
        object.insert(name.to_owned(), value);
    }
    Ok(object)
}

/// Builds an object of these fields. `json!` would copy each of them.
fn together<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl ReadTx<'_> {
    /// Returns the full state: settings, clock, counter, resources, unfinished operations and client tokens that have not
    /// expired. The position of the RequestIds is not part of it.
    pub fn dump(&self) -> Result<Value> {
        let Some((settings, world)) = self.world_find()? else {
            return Err(Fault::Corrupt("there is no world".to_owned()).into());
        };
        let mut routers = self.rows(DUMP_ROUTERS, [], object)?;
        for router in &mut routers {
            let key = self.take_key(router)?;
            let mut flow_logs = self.rows(DUMP_FLOW_LOGS, [key], object)?;
            for flow_log in &mut flow_logs {
                let key = self.take_key(flow_log)?;
                self.add_tags(flow_log, key)?;
            }
            let mut associations = self.rows(DUMP_ASSOCIATIONS, [key], object)?;
            for association in &mut associations {
                let key = self.take_key(association)?;
                self.add_tags(association, key)?;
                let history: Vec<Value> = self
                    .prefix_history_list(key)?
                    .into_iter()
                    .map(|(prefixes, created)| json!({ "prefixes": prefixes, "created_ms": created }))
                    .collect();
                association.insert("prefix_history".to_owned(), history.into());
            }
            self.add_tags(router, key)?;
            router.insert("associations".to_owned(), associations.into());
            router.insert("transit_modes".to_owned(), self.rows(DUMP_TRANSIT_MODES, [key], object)?.into());
            router
                .insert("child_instances".to_owned(), self.rows(DUMP_CHILD_INSTANCES, [key], object)?.into());
            router.insert("routes".to_owned(), self.rows(DUMP_ROUTES, [key], object)?.into());
            router
                .insert("disabled_routes".to_owned(), self.rows(DUMP_DISABLED_ROUTES, [key], object)?.into());
            router.insert("flow_logs".to_owned(), flow_logs.into());
        }
        Ok(together([
            ("settings", json!(settings)),
            ("now_ms", json!(world.now)),
            ("offset_ms", u64::try_from(world.offset.as_millis()).unwrap_or(u64::MAX).into()),
            ("last_key", world.last_key.into()),
            ("routers", routers.into()),
            ("inventory", json!(self.inventory()?)),
            ("grants", self.rows(DUMP_GRANTS, [], object)?.into()),
            ("pending", self.rows(DUMP_PENDING, [], object)?.into()),
            ("tokens", self.dump_tokens()?.into()),
        ]))
    }

    fn take_key(&self, object: &mut Map<String, Value>) -> Result<i64> {
        object
            .remove("key")
            .and_then(|key| key.as_i64())
            .ok_or_else(|| Error::Fault(Fault::Corrupt("a row without a key".to_owned())))
    }

    fn add_tags(&self, object: &mut Map<String, Value>, resource: i64) -> Result<()> {
        object.insert("tags".to_owned(), json!(self.tag_list(resource)?));
        Ok(())
    }

    fn dump_tokens(&self) -> Result<Vec<Value>> {
        let rows = self.rows(DUMP_TOKENS, [], |row| {
            let parts: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
            Ok((parts, timestamp(row, 3)?))
        })?;
        let live = rows.into_iter().filter(|(_, created)| !self.token_expired(*created));
        live.map(|([scope, parameters, response], created)| {
            let parts: Vec<&str> = scope.split(SEPARATOR).collect();
            let [account, action, resource, token] = parts.as_slice() else {
                return Err(Fault::Corrupt("a token without a scope".to_owned()).into());
            };
            Ok(together([
                ("account", (*account).into()),
                ("action", (*action).into()),
                ("resource", (*resource).into()),
                ("token", (*token).into()),
                ("parameters", decoded(&parameters)?),
                ("response", decoded(&response)?),
                ("created_ms", json!(created)),
            ]))
        })
        .collect()
    }
}

fn decoded(json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| Fault::Corrupt(format!("a token row: {error}")).into())
}
